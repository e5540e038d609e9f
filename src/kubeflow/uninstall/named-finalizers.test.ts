import { afterEach, beforeEach, expect, test } from 'vitest';
import { hangSignal } from '../../../test/patience.fixture.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { ObjectMetadata } from '../../kubernetes/objects/object.ts';
import {
  replyJson,
  startLoopbackServer,
  type LoopbackServer,
} from '../../kubernetes/testing/loopback-server.fixture.ts';
import { releaseFinalizers } from './kept-finalizers.ts';
import { takeFinalizers } from './named-finalizers.ts';

let found: ObjectMetadata;
let answer: number;
let server: LoopbackServer;
let client: KubernetesClient;
beforeEach(async () => {
  found = { name: 'held', namespace: 'ada', finalizers: ['example.com/hold', 'clean-up'] };
  server = await startLoopbackServer(({ method }, response) => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: found };
    if (method === 'GET' || answer === 200) return replyJson(response, 200, object);
    // As the API server answers to an object that it does not have; 422 is for any other refusal.
    const status = { kind: 'Status', status: 'Failure', message: 'configmaps "held" not found', code: answer };
    const reason = answer === 404 ? 'NotFound' : 'Invalid';
    replyJson(response, answer, { ...status, reason, details: { name: 'held', kind: 'configmaps' } });
  });
  client = createKubernetesClient({ server: server.address }, { retry: { tries: 1 } });
});
afterEach(async () => {
  await client.close();
  await server.close();
});

const held = { type: builtInTypes.configMap, metadata: { name: 'held', namespace: 'ada' } };
const changes = (): unknown[] =>
  server.arrived.filter(({ method }) => method === 'PATCH').map(({ body }) => JSON.parse(body) as unknown);

test('finalizers are taken from an object that is being deleted, and from no other', async () => {
  answer = 200;
  expect(await takeFinalizers(client, held, hangSignal())).toEqual([]);
  expect(changes()).toEqual([]);
  found = { ...found, deletionTimestamp: '2026-11-30T00:00:00Z' };
  expect(await takeFinalizers(client, held, hangSignal())).toEqual(['example.com/hold', 'clean-up']);
  expect(changes()).toEqual([{ metadata: { finalizers: null } }]);
});

test('an object that is gone between the look and the change loses nothing, and ends nothing', async () => {
  answer = 404;
  const released = { ...held, finalizers: ['clean-up'] };
  expect(await releaseFinalizers(client, released, hangSignal())).toEqual([]);
  found = { ...found, deletionTimestamp: '2026-11-30T00:00:00Z' };
  expect(await takeFinalizers(client, held, hangSignal())).toEqual([]);
  expect(changes()).toHaveLength(2);
});

test('another refusal of the change is told', async () => {
  answer = 422;
  found = { ...found, deletionTimestamp: '2026-11-30T00:00:00Z' };
  await expect(takeFinalizers(client, held, hangSignal())).rejects.toMatchObject({ key: 'kubernetes.invalid' });
});
