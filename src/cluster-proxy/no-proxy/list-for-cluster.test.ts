import { expect, test } from 'vitest';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { ClusterNode } from './cluster-node.ts';
import { listForCluster } from './list-for-cluster.ts';
import type { NoProxyEntry } from './no-proxy-list.ts';

const node = (name: string, address: string): ClusterNode => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  status: { addresses: [{ type: 'InternalIP', address }] },
});
const nodes = [node('one', '10.0.0.11'), node('two', '10.0.0.12')];

/** A cluster without kubeadm, whose API tells these networks. */
const client = {
  access: { server: 'https://api.lab.example:6443' },
  get: () => Promise.resolve(undefined),
  request: (_: string, path: string) =>
    Promise.resolve({
      items: [{ spec: path.includes('servicecidrs') ? { cidrs: ['10.96.0.0/12'] } : { podCIDRs: ['10.244.0.0/16'] } }],
    }),
} as unknown as KubernetesClient;

const list = async (known?: readonly NoProxyEntry[]) =>
  (await listForCluster({ client, nodes, known, wanted: ['.corp.example'], signal: new AbortController().signal })).map(
    ({ entry, reason }) => `${entry}: ${reason}`,
  );

test('a cluster that no platform knows tells its networks, its nodes and its API server itself', async () => {
  expect(await list()).toEqual([
    '.corp.example: named in the installation',
    'localhost: this machine',
    '127.0.0.1: this machine',
    '::1: this machine',
    '10.244.0.0/16: network of the pods',
    '10.96.0.0/12: network of the services',
    '.svc: names of services',
    '.cluster.local: names of services',
    '10.0.0.11: a node',
    '10.0.0.12: a node',
    'api.lab.example: the API server',
  ]);
});

test('what a platform knows comes first and keeps its reasons; the cluster adds its nodes and its API server', async () => {
  const known = [
    { entry: '.corp.example', reason: 'named in the installation' },
    { entry: '172.20.0.0/16', reason: 'network of the pods' },
    { entry: '10.0.0.8/30', reason: 'network of the nodes' },
  ];
  const entries = await list(known);
  expect(entries.slice(0, 3)).toEqual(known.map(({ entry, reason }) => `${entry}: ${reason}`));
  // 10.0.0.11 is in a network that is known already.
  expect(entries.filter((line) => line.endsWith(': a node'))).toEqual(['10.0.0.12: a node']);
  expect(entries).toContain('api.lab.example: the API server');
  expect(entries.join()).not.toContain('10.96.0.0/12');
});
