import { expect, test } from 'vitest';
import type { AccessWish } from './access.ts';
import { changeAccess } from './change-access.ts';
import { installationSchema } from '../installation.ts';

const host = 'kubeflow.example.com';
const balanced = {
  expose: 'loadBalancer',
  host,
  annotations: ['a=b'],
  tls: { from: 'issuer', issuer: { name: 'corp' } },
};

function changed(access: object, flags: Readonly<Record<string, string>>): AccessWish | undefined {
  const installation = installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'demo' },
    spec: { cluster: { platform: 'existing', connection: 'lab' }, kubeflow: { access } },
  });
  const words = new Map(Object.entries(flags).map(([name, word]) => [name, [word]]));
  return JSON.parse(JSON.stringify(changeAccess(installation, words).spec.kubeflow?.access)) as AccessWish;
}

test.each([
  [
    'what is said is new',
    {},
    { '--expose': 'nodePort', '--host': host, '--tls': 'release' },
    { expose: 'nodePort', host, tls: { from: 'release' } },
  ],
  [
    'what is not said stays',
    balanced,
    { '--host': 'other.example' },
    { ...balanced, host: 'other.example', tls: { from: 'issuer', issuer: { kind: 'ClusterIssuer', name: 'corp' } } },
  ],
  [
    'what has no effect any more goes',
    balanced,
    { '--expose': 'nodePort', '--tls': 'external' },
    { expose: 'nodePort', host, tls: { from: 'external' } },
  ],
  ['a forwarded port is the beginning', balanced, { '--expose': 'clusterIP' }, { expose: 'clusterIP' }],
])('%s', (_, before, flags, after) => {
  expect(changed(before, flags)).toEqual(after);
});

test.each([
  [{}, {}, '--expose, --host'],
  [
    {},
    { '--expose': 'loadbalancer' },
    '--expose can be clusterIP, nodePort, loadBalancer, ingress, gateway, not “loadbalancer” (did you mean loadBalancer?)',
  ],
  [{}, { '--expose': 'ingress', '--host': host }, '--class is missing: it names the Ingress class'],
  [{}, { '--expose': 'loadBalancer' }, '--host is missing: a certificate is for a host name'],
  [balanced, { '--node-port': '30443' }, '--node-port has no effect with expose loadBalancer: it is for nodePort'],
  [{}, { '--expose': 'gateway', '--host': host, '--gateway': 'edge/shared' }, 'must be external, or none'],
  [
    {},
    { '--expose': 'loadBalancer', '--host': '10.0.0.7', '--tls': 'acme' },
    'must be a host name: acme cannot use the address 10.0.0.7',
  ],
  [{}, { '--expose': 'loadBalancer', '--host': '10.0.0.256' }, 'neither a host name nor an IPv4 address'],
  [{}, { '--expose': 'nodePort', '--host': 'demo.localhost' }, 'every browser asks its own machine'],
  [{}, { '--expose': 'nodePort', '--host': `${'a'.repeat(64)}.example` }, 'a host name such as kubeflow.example.com'],
  [{}, { '--host': host }, '--host has no effect with expose clusterIP: choose how the name leads to Kubeflow'],
  [balanced, { '--annotations': 'no-value' }, '--annotations cannot be “no-value”: key=value'],
  [{}, { '--expose': 'loadBalancer', '--host': host, '--tls': 'issuer' }, '--tls-issuer is missing: it names your'],
  [{}, { '--expose': 'loadBalancer', '--host': '10.0.7' }, 'neither a host name nor an IPv4 address'],
  [
    {},
    { '--host': host, '--tls': 'files', '--tls-certificate': '-----BEGIN PRIVATE KEY-----' },
    'must not hold the private key',
  ],
  [
    {},
    { '--host': host, '--tls': 'files', '--tls-certificate': 'chain.pem' },
    '--tls-certificate must be the certificate itself in PEM',
  ],
])('%j with %j is refused with the reason', (before, flags, reason) => {
  expect(() => changed(before, flags as Readonly<Record<string, string>>)).toThrow(reason);
});
