import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findControlPlaneBinary } from '../../sandbox/binary.ts';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { chooseFreePorts } from '../../sandbox/processes/ports.ts';
import { startProgram } from '../../sandbox/processes/process.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import { StalledDefinitions } from '../../src/kubeflow/install/failures/stalled-definitions.ts';
import { conditionOf } from '../../src/kubernetes/objects/conditions.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';

const group = 'stalled.example.com';
const definition = `things.${group}`;
const type = builtInTypes.customResourceDefinition;

let directory: string;
let cluster: SandboxCluster;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
  cluster = await startSandboxCluster({ name: 'stalled', directory, simulate: false });
});
afterAll(async () => {
  await cluster.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

interface Definition extends KubernetesObject {
  readonly status: { conditions: { readonly type: string }[] };
}

/** Changes an object where the API server keeps it, while there is none: etcd alone is started on the cluster's data. */
async function changeInStore(key: string, change: (object: Definition) => void): Promise<void> {
  const { etcdClient, etcdPeer } = await chooseFreePorts();
  const [client, peer] = [etcdClient, etcdPeer].map((port) => `http://127.0.0.1:${port}`) as [string, string];
  const urls = [`--listen-client-urls=${client}`, `--advertise-client-urls=${client}`, `--listen-peer-urls=${peer}`];
  const binary = await findControlPlaneBinary({});
  const etcd = await startProgram(binary, {
    program: 'etcd',
    arguments: [`--data-dir=${join(directory, 'etcd')}`, ...urls],
    environment: {},
    log: join(directory, 'logs', 'etcd-alone.log'),
  });
  const call = async (path: string, body: object): Promise<{ kvs?: { value: string }[] }> => {
    const answer = await fetch(`${client}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as { kvs?: { value: string }[] };
  };
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  try {
    await expect
      .poll(() =>
        fetch(`${client}/health`).then(
          ({ ok }) => ok,
          () => false,
        ),
      )
      .toBe(true);
    const found = await call('range', { key: base64(key) });
    const object = JSON.parse(Buffer.from(found.kvs?.[0]?.value ?? '', 'base64').toString()) as Definition;
    change(object);
    await call('put', { key: base64(key), value: base64(JSON.stringify(object)) });
  } finally {
    await etcd.stop();
  }
}

test('a definition that the API server was killed before establishing, and has forgotten since, is served once it is touched', async () => {
  const first = createKubernetesClient(cluster.access);
  await first.create(type, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: definition },
    spec: {
      group,
      scope: 'Cluster',
      names: { kind: 'Thing', plural: 'things' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  });
  await expect
    .poll(
      async () => conditionOf((await first.get(type, { name: definition })) as KubernetesObject, 'Established')?.status,
    )
    .toBe('True');
  await first.close();
  await cluster.stop();
  await changeInStore(`/registry/apiextensions.k8s.io/customresourcedefinitions/${definition}`, ({ status }) => {
    status.conditions = status.conditions.map((condition) =>
      condition.type === 'Established' ? { ...condition, status: 'False', reason: 'Installing' } : condition,
    );
  });
  cluster = await startSandboxCluster({ name: 'stalled', directory, simulate: false });

  const client = createKubernetesClient(cluster.access);
  const isServed = async (): Promise<boolean> =>
    (await client.discover(`${group}/v1`)).some(({ kind }) => kind === 'Thing');
  // A second is enough where it is not forgotten.
  await pause(5000);
  expect(await isServed()).toBe(false);
  const told: string[] = [];
  const stalled = new StalledDefinitions({
    client,
    signal: new AbortController().signal,
    patience: 0,
    onTouched: (name) => told.push(name),
  });
  stalled.stillUnserved(definition);
  await expect.poll(isServed).toBe(true);
  expect(told).toEqual([definition]);
  await client.close();
});
