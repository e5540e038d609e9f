import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiClient, type ApiClient } from '../api/client.ts';
import { startLocalService, type LocalService } from './start-local-service.ts';

let directory: string;
let service: LocalService;
let client: ApiClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mlanywhere-own-port-'));
  service = await startLocalService({
    dataDirectory: directory,
    port: 0,
    environment: { XDG_CACHE_HOME: directory },
    report: () => undefined,
  });
  client = createApiClient(service);
});
afterAll(async () => {
  await service.close();
  await rm(directory, { recursive: true, force: true });
});

const own = (): string => service.url.replace('http:', 'https:');
const kubeconfigOf = (server: string): string => `
apiVersion: v1
kind: Config
current-context: a
contexts: [{ name: a, context: { cluster: a, user: a } }]
clusters: [{ name: a, cluster: { server: "${server}" } }]
users: [{ name: a, user: { token: abcdefghijklmnop } }]
`;

describe('a server is not sent to itself', () => {
  test.each(['https://127.0.0.1', 'http://localhost', 'https://[::ffff:127.0.0.1]'])(
    'as a cluster at %s',
    async (at) => {
      const { layers } = await client.call('testConnection', {
        body: { platform: 'existing', kubeconfig: kubeconfigOf(`${at}:${new URL(service.url).port}`) },
      });
      expect(layers.at(-1)).toMatchObject({ ok: false, error: { code: 'MLA-GENERAL-004' } });
    },
  );

  test('as CCP', async () => {
    const body = { platform: 'ccp', address: own(), username: 'a', password: 'b', trust: { mode: 'system' } } as const;
    const { layers } = await client.call('testConnection', { body });
    expect(layers.at(-1)).toMatchObject({ ok: false, error: { code: 'MLA-GENERAL-004' } });
  });

  test('as a place of a release', async () => {
    const body = { source: `${own()}/a.mlarelease`, digest: `sha256:${'0'.repeat(64)}` };
    await expect(client.call('addRelease', { body })).rejects.toMatchObject({ code: 'MLA-GENERAL-004' });
  });
});
