import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KubernetesClient } from '../../../kubernetes/client.ts';
import {
  replyJson,
  replyStatus,
  startLoopbackServer,
  type LoopbackServer,
} from '../../../kubernetes/testing/loopback-server.fixture.ts';
import { createKubernetesClient } from '../../../kubernetes/create-client.ts';
import { StalledDefinitions, touchedAnnotation } from './stalled-definitions.ts';

const name = 'things.example.com';
const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;

let conditions: Readonly<Record<string, 'True' | 'False'>> | undefined;
let touched: unknown[];
let told: string[];
let looks: number;
let server: LoopbackServer;
let client: KubernetesClient;

beforeEach(async () => {
  touched = [];
  told = [];
  looks = 0;
  server = await startLoopbackServer(({ url, method, body }, response) => {
    const status = { conditions: Object.entries(conditions ?? {}).map(([type, value]) => ({ type, status: value })) };
    if (url.pathname !== path || conditions === undefined) replyStatus(response, 404, 'not found');
    else if (method === 'PATCH')
      replyJson(response, 200, touched.push(JSON.parse(body)) && { metadata: { name }, status });
    else replyJson(response, 200, { metadata: { name }, status });
    if (method === 'GET') looks += 1;
  });
  client = createKubernetesClient({ server: server.address }, { retry: { tries: 1 } });
});
afterEach(async () => {
  await client.close();
  await server.close();
});

const stalled = (patience: number): StalledDefinitions =>
  new StalledDefinitions({
    client,
    signal: new AbortController().signal,
    patience,
    onTouched: (definition) => told.push(definition),
  });
/** Long enough for what would follow an answer on the loopback. */
const settled = (): Promise<void> => pause(100);
const touch = { metadata: { annotations: { [touchedAnnotation]: expect.stringMatching(/^2\d{3}-.*Z$/) as string } } };

describe('a definition whose kind is not served', () => {
  test('is touched when its names were accepted and it was never established, and again after as long', async () => {
    conditions = { NamesAccepted: 'True', Established: 'False' };
    const definitions = stalled(0);
    definitions.stillUnserved(name);
    await expect.poll(() => told).toEqual([name]);
    expect(touched).toEqual([touch]);
    definitions.stillUnserved(name);
    await expect.poll(() => told).toEqual([name, name]);
    expect(touched).toEqual([touch, touch]);
  });

  test('is left alone while that is no long time', async () => {
    conditions = { NamesAccepted: 'True', Established: 'False' };
    const definitions = stalled(60_000);
    for (let look = 0; look < 5; look += 1) definitions.stillUnserved(name);
    await settled();
    expect([looks, touched]).toEqual([0, []]);
  });

  test.each([
    ['is established, and only not read yet', { NamesAccepted: 'True', Established: 'True' }],
    ['has a name that another one has', { NamesAccepted: 'False', Established: 'False' }],
    ['was not looked at yet', {}],
    ['is gone', undefined],
  ] as const)('is left alone when it %s', async (_, given) => {
    conditions = given;
    stalled(0).stillUnserved(name);
    await expect.poll(() => looks).toBe(1);
    await settled();
    expect(touched).toEqual([]);
  });
});

test('a definition is left alone while the server gets on with others', async () => {
  conditions = { NamesAccepted: 'True', Established: 'False' };
  const definitions = stalled(150);
  definitions.stillUnserved(name);
  await pause(200);
  definitions.servedAnother();
  definitions.stillUnserved(name);
  await settled();
  expect(touched).toEqual([]);
  await pause(100);
  definitions.stillUnserved(name);
  await expect.poll(() => told).toEqual([name]);
});
