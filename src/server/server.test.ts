import { type IncomingMessage, request as sendRaw } from 'node:http';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiClient } from '../api/client.ts';
import { routes, type ConnectionInput, type Route } from '../api/contract.ts';
import { sandboxInstallation } from '../runs/database/open-database.fixture.ts';
import type { RunEvent } from '../api/run.ts';
import { Secret } from '../secret.ts';
import { openTestService, type TestService } from './service.fixture.ts';

const password = 'correct horse battery staple';
const ccp = {
  platform: 'ccp',
  address: 'https://ccp.example',
  username: 'admin',
  password,
  trust: { mode: 'fingerprint', sha256: 'ab' },
} as const;
const never = new AbortController().signal;

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const list: RunEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

/** `fetch` does not let a caller choose the Host header. */
function statusWithHost(url: string, host: string, path = '/api/health'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    sendRaw(`${url}${path}`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('the server', () => {
  let running: TestService;
  let url: string;
  beforeAll(async () => {
    running = await openTestService({
      steps: ({ installations }) => [
        {
          name: 'create-cluster',
          phase: 'cluster',
          title: 'Create the cluster',
          input: () => null,
          run: async ({ installation, tell }) => {
            await installations.saveKubeconfig(
              installation.metadata.name,
              new Secret('users: [{user: {token: kube-token-123}}]'),
            );
            await installations.keepCredentials(installation.metadata.name, () => ({
              email: 'user@example.com',
              password: new Secret('generated-password'),
            }));
            for (let line = 1; line <= 700; line += 1)
              tell({ type: 'log', severity: 'info', message: `line ${line}: generated-password, kube-token-123` });
            return {
              handle: { platform: 'sandbox', id: '1', name: installation.metadata.name },
              detail: 'Kubernetes v1',
            };
          },
        },
      ],
    });
    url = running.service.url;
  });
  afterAll(async () => running[Symbol.asyncDispose]());

  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${url}${path}`, { redirect: 'manual', ...init });

  test('every route needs a login, except health and login [v1]', async () => {
    const stream = { method: 'GET', path: '/api/runs/:id/stream' };
    const document = { method: 'GET', path: '/api/openapi.json' };
    for (const route of [...Object.values<Route>(routes), stream, document]) {
      const response = await ask(route.path.replace(/:\w+/g, 'x'), { method: route.method });
      expect(`${route.path} ${response.status}`).toBe(
        `${route.path} ${'role' in route && route.role === 'none' ? (route.method === 'GET' ? 200 : 400) : 401}`,
      );
    }
    await expect(
      createApiClient({ url, token: new Secret('wrong') }).call('listRuns', { query: {} }),
    ).rejects.toMatchObject({ code: 'MLA-SERVER-001' });
  });

  test('refuses other pages and other names', async () => {
    expect((await ask('/api/health', { headers: { origin: 'https://evil.example' } })).status).toBe(403);
    expect((await ask('/api/health', { headers: { origin: url } })).status).toBe(200);
    expect((await ask('/api/login', { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect(await statusWithHost(url, 'rebound.example')).toBe(403);
    expect(await statusWithHost(url, new URL(url).host)).toBe(200);
    // A probe of Kubernetes calls the address of a pod.
    for (const path of ['/healthz', '/readyz']) expect(await statusWithHost(url, '10.1.2.3:5000', path)).toBe(200);
  });

  test('names each wrong field of a request, and refuses one that is too large or not JSON', async () => {
    const headers = { authorization: `Bearer ${running.service.token.reveal()}`, 'content-type': 'application/json' };
    const wrong = await ask('/api/installations', {
      method: 'POST',
      headers,
      body: JSON.stringify({ ...sandboxInstallation('x'), metadata: { name: 'Not Allowed' }, extra: 1 }),
    });
    expect(wrong.status).toBe(400);
    expect(((await wrong.json()) as { message: string }).message).toMatch(
      /metadata\.name cannot be “Not Allowed”.*the body has no field extra/,
    );
    expect((await ask('/api/installations', { method: 'POST', headers, body: 'no json' })).status).toBe(400);
    expect(
      (await ask('/api/installations', { method: 'POST', headers, body: `"${'x'.repeat(1_100_000)}"` })).status,
    ).toBe(413);
    expect((await ask('/api/nothing', { headers })).status).toBe(404);
  });

  test.each([
    ['NUL', '\0'],
    ['half of a surrogate pair', '\ud800'],
  ])('names the field of a request that holds %s, which no database takes', async (_what, character) => {
    const headers = { authorization: `Bearer ${running.service.token.reveal()}`, 'content-type': 'application/json' };
    const send = async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const answer = await ask(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
      return [answer.status, ((await answer.json()) as { message: string }).message];
    };
    const refused = (place: string): unknown[] => [
      400,
      expect.stringContaining(`${place} holds a NUL character or half`),
    ];
    const wish = sandboxInstallation('held');
    const named = (kubeflow: object) => ({ ...wish, spec: { ...wish.spec, kubeflow } });
    for (const [method, path, body, place] of [
      ['POST', '/api/installations', named({ release: `26${character}` }), 'spec.kubeflow.release'],
      ['POST', '/api/installations', named({ components: ['katib', character] }), 'spec.kubeflow.components.1'],
      ['PUT', '/api/connections/held', { ...ccp, username: `ad${character}min` }, 'username'],
      ['POST', '/api/connections/lab/choices/datacenter', { [`a${character}`]: 'x' }, 'the body'],
    ] as const)
      expect(await send(method, path, body), path).toEqual(refused(place));
    if (character === '\0') {
      expect(await send('GET', '/api/runs/a%00b')).toEqual(refused('id'));
      expect(await send('GET', '/api/runs?installation=a%00')).toEqual(refused('installation'));
      expect(await send('GET', '/api/runs/a%00b/stream')).toEqual(refused('id'));
    }
    expect(running.reported).toEqual([]);
  });

  test('takes a deletion that names a type and has no body, as many clients send it', async () => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { authorization: `Bearer ${running.service.token.reveal()}`, 'content-type': 'application/json' };
      sendRaw(
        `${url}/api/connections/nowhere`,
        { method: 'DELETE', headers: { ...headers, 'content-length': 0 } },
        resolve,
      )
        .on('error', reject)
        .end();
    });
    expect(answer.resume().statusCode).toBe(404);
  });

  test('keeps a connection’s secret to itself', async () => {
    const saved = await running.client.call('saveConnection', { params: { name: 'lab' }, body: ccp });
    expect(saved).toEqual({
      name: 'lab',
      platform: 'ccp',
      address: 'https://ccp.example',
      username: 'admin',
      trust: ccp.trust,
    });
    expect(await running.client.call('listConnections', {})).toEqual([saved]);
    expect((await running.service.installations.loadConnection('lab')).input).toEqual(ccp);
    expect(await running.client.call('testSavedConnection', { params: { name: 'lab' } })).toMatchObject({ ok: true });
    expect(
      await running.client.call('listChoices', {
        params: { name: 'lab', field: 'datacenter' },
        body: { provider: 'vsphere' },
      }),
    ).toEqual([{ value: 'datacenter of vsphere', label: 'datacenter' }]);
    await expect(
      running.client.call('checkClusterName', { params: { name: 'lab', clusterName: 'x' } }),
    ).rejects.toMatchObject({ code: 'MLA-SERVER-013' });
    await running.client.call('removeConnection', { params: { name: 'lab' } });
    await expect(running.client.call('removeConnection', { params: { name: 'lab' } })).rejects.toMatchObject({
      code: 'MLA-RUN-006',
    });
  });

  test('warns of a password that is too short or ordinary to be kept out of logs, and says no more of it once it is changed', async () => {
    const save = (input: ConnectionInput) =>
      running.client.call('saveConnection', { params: { name: 'ordinary' }, body: input });
    expect(await save({ ...ccp, password: 'sandbox' })).toMatchObject({ ordinarySecret: true });
    expect(await running.client.call('listConnections', {})).toContainEqual(
      expect.objectContaining({ name: 'ordinary', ordinarySecret: true }),
    );
    expect(await save({ ...ccp, password: 'Harbour-4711' })).not.toHaveProperty('ordinarySecret');
    await running.client.call('removeConnection', { params: { name: 'ordinary' } });
  });

  test('reads an uploaded kubeconfig’s contexts, and says what is wrong with one', async () => {
    const kubeconfig =
      'clusters: [{name: c, cluster: {server: "https://k8s.example:6443"}}]\ncontexts: [{name: one, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {token: secret-token-4711}}]';
    const view = await running.client.call('saveConnection', {
      params: { name: 'kube' },
      body: { platform: 'existing', kubeconfig },
    });
    expect(view).toMatchObject({ address: 'https://k8s.example:6443', username: 'u', contexts: ['one'] });
    await expect(
      running.client.call('saveConnection', {
        params: { name: 'kube' },
        body: { platform: 'existing', kubeconfig, context: 'two' },
      }),
    ).rejects.toMatchObject({ code: 'MLA-SERVER-011' });
    await expect(
      running.client.call('saveConnection', {
        params: { name: 'kube' },
        body: { platform: 'existing', kubeconfig: '[]' },
      }),
    ).rejects.toMatchObject({ code: 'MLA-SERVER-011' });
  });

  test('runs an installation and streams every event once, with no secret in them', async () => {
    const { client } = running;
    const { name, runId } = await client.call('applyInstallation', { body: sandboxInstallation('demo') });
    const events = await collect(client.streamEvents(runId, { after: 0, signal: never }));
    expect(events.map(({ id }) => id)).toEqual(Array.from({ length: events.length }, (_, index) => index + 1));
    expect(events.length).toBeGreaterThan(700);
    expect(events.at(-1)).toMatchObject({ type: 'run.succeeded' });
    expect(JSON.stringify(events)).not.toMatch(/generated-password|kube-token-123/);
    expect(events.filter(({ message }) => message.endsWith('[secret], [secret]'))).toHaveLength(700);

    const later = await collect(client.streamEvents(runId, { after: events.length - 3, signal: never }));
    expect(later).toEqual(events.slice(-3));
    expect(await client.call('listEvents', { params: { id: runId }, query: { limit: 5000 } })).toEqual(events);
    const view = await client.call('getRun', { params: { id: runId } });
    expect(view).toMatchObject({ state: 'succeeded', progress: 1, lastEventId: events.length });
    expect(view.phases.find((phase) => phase.name === 'cluster')).toMatchObject({
      state: 'succeeded',
      detail: 'Kubernetes v1',
    });
    expect(await client.call('listRuns', { query: { installation: name } })).toEqual([view]);

    expect((await client.call('getKubeconfig', { params: { name } })).kubeconfig).toContain('kube-token-123');
    expect(await client.call('revealCredentials', { params: { name } })).toEqual({
      email: 'user@example.com',
      password: 'generated-password',
    });
    expect(
      (await client.call('listEvents', { params: { id: runId }, query: { after: events.length } })).map(
        ({ type }) => type,
      ),
    ).toEqual(['kubeconfig.revealed', 'credentials.revealed']);
    expect(await client.call('previewDeletion', { params: { name } })).toEqual({
      removes: ['cluster demo'],
      // This cluster is one of words only.
      keeps: [expect.stringMatching(/^kubeconfigs for single namespaces, if .*: .*no clusters here/)],
    });
    expect((await client.call('listInstallations', {})).map((installation) => installation.name)).toContain('demo');
  });

  test('shows no installation any more that a run has deleted, and makes it again', async () => {
    const { client } = running;
    await client
      .call('applyInstallation', { body: sandboxInstallation('gone') })
      .then(({ runId }) => collect(client.streamEvents(runId, { after: 0, signal: never })));
    const { runId } = await client.call('deleteInstallation', { params: { name: 'gone' } });
    await collect(client.streamEvents(runId, { after: 0, signal: never }));
    const names = async (): Promise<string[]> => (await client.call('listInstallations', {})).map(({ name }) => name);
    expect(await names()).not.toContain('gone');
    expect(await running.service.installations.findHandle('gone')).toBeUndefined();
    const again = await client.call('applyInstallation', { body: sandboxInstallation('gone') });
    expect(again.runId).toBe('gone-3');
    expect(await names()).toContain('gone');
    await collect(client.streamEvents(again.runId, { after: 0, signal: never }));
  });

  test('describes itself as OpenAPI 3.1, every route of the contract in it', async () => {
    const response = await ask('/api/openapi.json', {
      headers: { authorization: `Bearer ${running.service.token.reveal()}` },
    });
    const document = (await response.json()) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(operations.sort()).toEqual([...Object.keys(routes), 'streamEvents'].sort());
    expect(patternsIn(document).filter((pattern) => /\\[pPu]\{|\[\^\]|\(\?<[a-z]/.test(pattern))).toEqual([]);
  });

  test('protects its pages by headers, and says how to build them when they are not there', async () => {
    const response = await ask('/stage1');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm start');
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'self';script-src 'self';style-src 'self';connect-src 'self';img-src 'self' data:;font-src 'self' data:;object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
    );
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('keeps token and key readable by their owner only, and nothing secret in the clear', async () => {
    for (const file of ['token', 'secret.key'])
      expect((await stat(join(running.directory, file))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(running.directory, 'token'), 'utf8')).trim()).toBe(running.service.token.reveal());
    expect(running.reported).toEqual([]);
  });
});

/** Every pattern of a description. Tools in other languages read them, which know neither `\p{L}` nor `[^]`. */
function patternsIn(document: unknown): string[] {
  const found: string[] = [];
  JSON.stringify(document, (key, value: unknown) => {
    if (key === 'pattern' && typeof value === 'string') found.push(value);
    return value;
  });
  return found;
}
