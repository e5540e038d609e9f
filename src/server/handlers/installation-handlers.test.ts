import { afterAll, beforeAll, expect, test } from 'vitest';
import { installationSchema, type Installation } from '../../installation/installation.ts';
import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import { createExistingPlatform } from '../../platforms/existing/existing-platform.ts';
import { sandboxInstallation } from '../../runs/database/open-database.fixture.ts';
import { Secret } from '../../secret.ts';
import { openTestService, type TestService } from '../service.fixture.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';

let running: TestService;
let url: string;
const finish = Promise.withResolvers<undefined>();
beforeAll(async () => {
  running = await openTestService({
    steps: ({ installations }) => [
      {
        name: 'create-cluster',
        phase: 'cluster',
        title: 'Create the cluster',
        input: () => null,
        run: async ({ installation: { metadata }, tell }) => {
          tell({ type: 'log', severity: 'info', message: `told by ${metadata.name}` });
          if (metadata.name.startsWith('slow')) await finish.promise;
          await installations.saveKubeconfig(metadata.name, new Secret(`kubeconfig of ${metadata.name}`));
          return {};
        },
      },
    ],
  });
  url = running.service.url;
});
afterAll(async () => {
  finish.resolve(undefined);
  await running[Symbol.asyncDispose]();
});

const token = (): Record<string, string> => ({ authorization: `Bearer ${running.service.token.reveal()}` });
const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${url}${path}`, { redirect: 'manual', ...init });
const follow = (runId: string, headers = token()): Promise<Response> =>
  ask(`/api/runs/${runId}/stream?after=0`, { headers });

async function applyWhole(name: string): Promise<string> {
  const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation(name) });
  await (await follow(runId)).text();
  return runId;
}

test('a kubeconfig needs a login, and no list holds one [v1]', async () => {
  await applyWhole('whole-name');
  const path = '/api/installations/whole-name/kubeconfig';
  expect((await ask(path)).status).toBe(401);
  expect((await ask('/api/installations')).status).toBe(401);
  expect(JSON.stringify(await running.client.call('listInstallations', {}))).not.toContain('kubeconfig of');
  expect(await (await ask(path, { headers: token() })).json()).toEqual({ kubeconfig: 'kubeconfig of whole-name' });
});

test('an event stream needs a login, and holds the events of its own run only [v1]', async () => {
  const [one, other] = [await applyWhole('one'), await applyWhole('other')];
  expect((await follow(one, {})).status).toBe(401);
  const said = await (await follow(one)).text();
  expect(said).toContain('told by one');
  expect(said).not.toContain('told by other');
  expect(await (await follow(other)).text()).toContain('told by other');
});

test('a request is answered at once, and the run continues when the browser leaves [v1]', async () => {
  const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation('slow-one') });
  const browser = new AbortController();
  const stream = await ask(`/api/runs/${runId}/stream?after=0`, { headers: token(), signal: browser.signal });
  for await (const text of stream.body!.pipeThrough(new TextDecoderStream()))
    if (text.includes('told by slow-one')) break;
  browser.abort();
  expect(await running.client.call('getRun', { params: { id: runId } })).toMatchObject({ state: 'running' });
  finish.resolve(undefined);
  expect(await (await follow(runId)).text()).toContain('run.succeeded');
});

test('the answer to an installation names it and its run [v1]', async () => {
  expect(await running.client.call('applyInstallation', { body: sandboxInstallation('named-by-me') })).toEqual({
    name: 'named-by-me',
    runId: 'named-by-me-1',
  });
});

test('secret values given with a new installation are stored with its first run, beside what is stored, and are no part of it', async () => {
  const { installations } = running.service;
  const stored = async (name: string): Promise<object> => {
    const secrets = await installations.loadGivenSecrets(name);
    return Object.fromEntries(Object.entries(secrets).map(([key, secret]) => [key, secret.reveal()]));
  };
  const apply = (name: string, secrets: Record<string, string>, query: { mustBeNew?: 'true' } = {}) =>
    running.client.call('applyInstallation', { body: { ...sandboxInstallation(name), secrets }, query });
  const { runId } = await apply('with-key', { 'tls-key': 'secret-of-the-key' });
  expect(await stored('with-key')).toEqual({ 'tls-key': 'secret-of-the-key' });
  await (await follow(runId)).text();
  await apply('with-key', { other: 'secret-of-another' });
  expect(await stored('with-key')).toEqual({ 'tls-key': 'secret-of-the-key', other: 'secret-of-another' });
  await expect(apply('with-key', { other: 'refused' }, { mustBeNew: 'true' })).rejects.toMatchObject({
    code: 'MLA-RUN-024',
  });
  expect(await stored('with-key')).toMatchObject({ other: 'secret-of-another' });
  const shown = [
    await (await ask('/api/installations/with-key', { headers: token() })).text(),
    await (await follow(runId)).text(),
    JSON.stringify(await running.client.call('listRuns', { query: { installation: 'with-key' } })),
  ].join('');
  expect(shown).toContain('with-key-1');
  expect(shown).not.toContain('secret-of');
});

test('a kubeconfig is found by the whole name of its installation [v1]', async () => {
  for (const name of ['a', 'demo', 'k8s-demo', 'demo-yaml']) {
    await applyWhole(name);
    expect(await running.client.call('getKubeconfig', { params: { name } })).toEqual({
      kubeconfig: `kubeconfig of ${name}`,
    });
    expect((await running.client.call('listInstallations', {})).map((one) => one.name)).toContain(name);
  }
});

test('other workers for a cluster that exists are refused on a platform that cannot change them', async () => {
  await using running = await openTestService({
    steps: () => [
      {
        name: 'create-cluster',
        phase: 'cluster',
        title: 'Create the cluster',
        input: () => null,
        run: ({ installation: { metadata } }) =>
          Promise.resolve({ handle: { platform: 'sandbox', id: metadata.name, name: metadata.name } }),
      },
    ],
  });
  const apply = async (count: number): Promise<void> => {
    const body = installationSchema.parse({
      ...sandboxInstallation('fixed'),
      spec: { cluster: { platform: 'sandbox', sandbox: { workers: { count } } }, kubeflow: null },
    });
    const { runId } = await running.client.call('applyInstallation', { body });
    const signal = hangSignal();
    for await (const { type } of running.client.streamEvents(runId, { after: 0, signal }))
      if (type === 'run.failed') throw new Error('the run failed');
  };
  await apply(2);
  await apply(2);
  await expect(apply(3)).rejects.toMatchObject({ code: 'MLA-PLATFORM-010' });
});

test('an installation on an uploaded cluster gets the same answer as on any platform [v1]', async () => {
  const existing = createExistingPlatform({
    localFiles: false,
    createClient: (access) => createKubernetesClient(access),
  });
  await using running = await openTestService({
    platforms: [existing],
    steps: () => [{ name: 'one', phase: 'cluster', title: 'One', input: () => null, run: () => Promise.resolve({}) }],
  });
  const kubeconfig =
    'current-context: one\nclusters: [{name: c, cluster: {server: "https://k8s.example:6443"}}]\ncontexts: [{name: one, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {token: t}}]';
  await running.client.call('saveConnection', {
    params: { name: 'mine' },
    body: { platform: 'existing', kubeconfig },
  });
  const body: Installation = installationSchema.parse({
    ...sandboxInstallation('uploaded'),
    spec: { cluster: { platform: 'existing', connection: 'mine' } },
  });
  const answer = await running.client.call('applyInstallation', { body });
  expect(answer).toEqual({ name: 'uploaded', runId: 'uploaded-1' });
  const types: string[] = [];
  for await (const { type } of running.client.streamEvents(answer.runId, {
    after: 0,
    signal: hangSignal(),
  }))
    types.push(type);
  expect(types.at(-1)).toBe('run.succeeded');
});
