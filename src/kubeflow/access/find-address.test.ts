import { expect, test } from 'vitest';
import { access as accessSchema } from '../../installation/access/access.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { clusterOf } from '../ownership/testing/cluster-of.fixture.ts';
import { readAccess } from './access.ts';
import { findAddress } from './find-address.ts';

const host = 'kubeflow.example.com';
const service = (more: object): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'istio-ingressgateway', namespace: 'istio-system' },
  ...more,
});
const node = (addresses: readonly object[]): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'one' },
  status: { addresses },
});
const inside = { type: 'InternalIP', address: '10.0.0.1' };
const outside = { type: 'ExternalIP', address: '192.0.2.1' };
const ports = {
  spec: {
    ports: [
      { port: 80, nodePort: 31080 },
      { port: 443, nodePort: 31443 },
    ],
  },
};
const given = { status: { loadBalancer: { ingress: [{ ip: '192.0.2.9' }] } } };

test.each([
  [
    'the nodes, from outside',
    [service(ports), node([inside, outside])],
    { expose: 'nodePort', tls: { from: 'none' } },
    'http://192.0.2.1:31080',
    /Plain HTTP/,
  ],
  [
    'the nodes, under a name',
    [service(ports), node([inside])],
    { expose: 'nodePort', host },
    `https://${host}:31443`,
    /must lead to 10\.0\.0\.1.*trust its authority/,
  ],
  [
    'the load balancer',
    [service(given)],
    { expose: 'loadBalancer', host, tls: { from: 'external' } },
    `https://${host}`,
    /must lead to 192\.0\.2\.9/,
  ],
  [
    'a load balancer that waits',
    [service({})],
    { expose: 'loadBalancer', host },
    undefined,
    /has not given an address yet/,
  ],
  [
    'the nodes, which have IPv6',
    [service(ports), node([{ type: 'InternalIP', address: '2001:db8::1' }])],
    { expose: 'nodePort', tls: { from: 'none' } },
    'http://[2001:db8::1]:31080',
    /Plain HTTP/,
  ],
  [
    'what is in front of the nodes',
    [service(ports), node([inside])],
    { expose: 'nodePort', nodePort: 31080, host, tls: { from: 'external' } },
    `https://${host}`,
    /must lead to/,
  ],
  [
    'what is in front of the nodes, without a name',
    [service(ports), node([inside])],
    { expose: 'nodePort', nodePort: 31080, tls: { from: 'external' } },
    undefined,
    /^No host is set/,
  ],
  ['a proxy of yours', [], { expose: 'clusterIP', host, tls: { from: 'external' } }, `https://${host}`, /^$/],
])('the address is that of %s', async (...[, objects, wish, address, notes]) => {
  await using cluster = await clusterOf(objects);
  const access = readAccess(accessSchema.parse(wish));
  if (access === undefined) throw new Error('no access');
  const found = await findAddress(access, { client: cluster.client, signal: new AbortController().signal });
  expect(found.address).toBe(address);
  expect(found.notes.join(' ')).toMatch(notes);
});
