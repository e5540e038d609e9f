import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes, streamRoute, type Route } from '../../api/contract.ts';
import { createExistingPlatform } from '../../platforms/existing/existing-platform.ts';
import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import { sandboxInstallation } from '../../runs/database/open-database.fixture.ts';
import { Secret } from '../../secret.ts';
import { logIn, openTestService, type TestService } from '../service.fixture.ts';

describe('a browser', () => {
  let running: TestService;
  let url: string;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
    const existing = createExistingPlatform({
      localFiles: true,
      createClient: (access) => createKubernetesClient(access),
    });
    running = await openTestService({
      platforms: [existing],
      steps: ({ installations }) => [
        {
          name: 'work',
          phase: 'cluster',
          title: 'Work',
          input: () => null,
          run: async ({ installation, signal }) => {
            if (installation.metadata.name === 'waits') await once(signal, 'abort');
            await installations.saveKubeconfig(installation.metadata.name, new Secret('kubeconfig: it'));
            return {};
          },
        },
      ],
    });
    ({ url } = running.service);
  });
  afterAll(async () => {
    await running[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });

  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${url}${path}`, { redirect: 'manual', ...init });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const codeOf = (link: string): string => new URLSearchParams(new URL(link).hash.slice(1)).get('code') ?? '';

  test('logs in once with a link, whose code no request but the login itself carries', async () => {
    const link = running.service.loginLink();
    expect(new URL(link)).toMatchObject({ pathname: '/login', search: '' });
    const first = await post('/api/login', { token: codeOf(link) });
    expect(first.status).toBe(200);
    expect(first.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Strict|SameSite=Strict.*HttpOnly/);
    for (const again of [codeOf(link), `${codeOf(link)}.`, `${codeOf(link)}.x`])
      expect(await (await post('/api/login', { token: again })).json()).toMatchObject({ code: 'MLA-SERVER-009' });
  });

  test('keeps its link while others only look at the address of it', async () => {
    const link = running.service.loginLink();
    for (const method of ['GET', 'HEAD']) await ask(`/login?code=${codeOf(link)}`, { method });
    expect((await post('/api/login', { token: codeOf(link) })).status).toBe(200);
  });

  test('gets in with a right code however often others have guessed', async () => {
    const { url: link } = await running.client.call('createLoginLink', {});
    const guesses = await Promise.all(Array.from({ length: 40 }, () => post('/api/login', { token: 'guess' })));
    expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401, 429]));
    expect((await post('/api/login', { token: codeOf(link) })).status).toBe(200);
  });

  test('opens nothing with its cookie alone, which every port of this machine receives: no route, no stream, no description', async () => {
    const { cookie, ...page } = await logIn(running);
    const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation('demo') });
    const guarded = [
      ...Object.values<Route>(routes).filter(({ role }) => role !== 'none'),
      { method: 'GET', path: streamRoute.path },
      { method: 'GET', path: '/api/openapi.json' },
    ];
    for (const { method, path } of guarded) {
      const filled = path.replace(':id', runId).replace(/:\w+/g, 'demo');
      for (const others of [{}, { 'x-csrf-token': 'x'.repeat(43) }, { 'x-csrf-token': cookie.split('=')[1] ?? '' }]) {
        const answer = await ask(filled, { method, headers: { cookie, ...others } });
        expect(`${method} ${path} ${answer.status} ${((await answer.json()) as { code: string }).code}`).toBe(
          `${method} ${path} 403 MLA-SERVER-004`,
        );
      }
    }
    expect((await ask('/api/installations', { headers: { cookie, ...page } })).status).toBe(200);
    expect(await (await ask('/api/session', { headers: { cookie, ...page } })).text()).not.toContain(
      page['x-csrf-token'],
    );
  });

  test('names no file of this machine, for a kubeconfig can name programs to run; a program with the token does', async () => {
    const page = await logIn(running);
    const path = join(directory, 'own.kubeconfig');
    const ran = join(directory, 'ran');
    const kubeconfig = (command: string): string =>
      `current-context: c\nclusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]\ncontexts: [{name: c, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {exec: {command: ${command}, args: ["${ran}"], apiVersion: client.authentication.k8s.io/v1}}}]\n`;
    await writeFile(path, kubeconfig('touch'));
    const body = { platform: 'existing', kubeconfigPath: path } as const;
    for (const answer of [
      await post('/api/connection-tests', body, page),
      await ask('/api/connections/stolen', {
        method: 'PUT',
        headers: { ...page, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    ]) {
      expect(await answer.json()).toMatchObject({ code: 'MLA-SERVER-010' });
    }
    expect(await (await post('/api/releases', { source: '/etc/passwd' }, page)).json()).toMatchObject({
      code: 'MLA-SERVER-010',
    });
    expect(existsSync(ran)).toBe(false);
    await running.client.call('testConnection', { body });
    expect(existsSync(ran)).toBe(true);
    // Below which directory would be the server's business.
    await expect(running.client.call('addRelease', { body: { source: 'own.kubeconfig' } })).rejects.toMatchObject({
      code: 'MLA-SERVER-002',
      message: expect.stringContaining('an absolute path') as string,
    });
  });

  test.skipIf(process.getuid?.() !== 0)('nor does a program name one of another user, or what is no file', async () => {
    const foreign = join(directory, 'foreign.kubeconfig');
    await writeFile(foreign, 'clusters: []');
    await chown(foreign, 65534, 65534);
    await chmod(foreign, 0o644);
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reasonOf = async (kubeconfigPath: string) =>
      (await running.client.call('testConnection', { body: { platform: 'existing', kubeconfigPath } })).layers[0]?.error
        ?.message;
    expect(await reasonOf(foreign)).toContain('belongs to another user');
    expect(await reasonOf(pipe)).toContain('not a file');
  });

  test('is logged out everywhere at once, and an open stream ends with its session', async () => {
    const [one, other] = [await logIn(running), await logIn(running)];
    const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation('waits') });
    const stream = await ask(`/api/runs/${runId}/stream?after=0`, { headers: one });
    const said = stream.text();
    const begun = performance.now();
    expect((await ask('/api/sessions', { method: 'DELETE', headers: other })).status).toBe(200);
    expect(await said).not.toContain('event: end');
    // At once: each 15 s a stream looks by itself whether its session is still open.
    expect(performance.now() - begun).toBeLessThan(10_000);
    for (const page of [one, other]) expect((await ask('/api/session', { headers: page })).status).toBe(401);
  });

  test('leaves a trace when it takes the kubeconfig', async () => {
    const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation('taken') });
    await expect
      .poll(async () => (await running.client.call('getRun', { params: { id: runId } })).state)
      .toBe('succeeded');
    await running.client.call('getKubeconfig', { params: { name: 'taken' } });
    expect((await running.client.call('listEvents', { params: { id: runId }, query: {} })).at(-1)).toMatchObject({
      type: 'kubeconfig.revealed',
      data: { by: { id: 'owner', name: 'Owner' } },
    });
  });

  test('a session of another server, or an invented one, opens nothing [v1]', async () => {
    await using other = await openTestService();
    const [page, foreignPage] = [await logIn(running), await logIn(other)];
    const [own, foreign] = [page, foreignPage].map(({ cookie }) => cookie.split('=')[1] ?? '');
    const statusWith = async (value: string): Promise<number> =>
      (await ask('/api/session', { headers: { ...page, cookie: `mla_session_${new URL(url).port}=${value}` } })).status;
    expect(await statusWith(own!)).toBe(200);
    for (const forged of [
      foreign!,
      `${own!.slice(0, -1)}${own!.endsWith('A') ? 'B' : 'A'}`,
      'eyJsb2dnZWRfaW4iOnRydWV9.signature',
      '',
    ])
      expect(await statusWith(forged)).toBe(401);
  });

  test('a session cookie is a random value [v1]', async () => {
    const cookies = (await Promise.all([logIn(running), logIn(running)])).map(({ cookie }) => cookie);
    for (const cookie of cookies) expect(cookie).toMatch(/^mla_session_\d+=[\w-]{43}$/);
    expect(cookies[0]).not.toBe(cookies[1]);
  });
});
