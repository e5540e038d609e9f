import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { routes, type Route, type RouteName } from '../api/contract.ts';
import { errorReport } from '../api/run.ts';
import { MlaError } from '../errors/error.ts';
import { describePlan } from '../kubeflow/plan/describe-plan.ts';
import { makePlan } from '../kubeflow/plan/make-plan.ts';
import { loadSampleRelease } from '../kubeflow/sample/sample-release.ts';
import { createKubernetesClient } from '../kubernetes/create-client.ts';
import { createExistingPlatform } from '../platforms/existing/existing-platform.ts';
import { sandboxInstallation } from '../runs/database/open-database.fixture.ts';
import { Secret } from '../secret.ts';
import { logIn, openTestService, type TestService } from './service.fixture.ts';

/*
 * Every route of the contract, with generated parameters, queries, bodies and
 * headers, by a program, by a browser and by nobody. The seed is in the name of
 * the test, MLA_FUZZ_SEED repeats it.
 */

const seed = Number(process.env['MLA_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
const perRoute = 60;
const names = Object.keys(routes) as RouteName[];
/** What must never be in an answer to a question for something else. */
const secrets = {
  password: 'canary-password-77123',
  kubeToken: 'canary-kube-token-99881',
  generated: 'canary-generated-55102',
};
const reveals: readonly RouteName[] = ['getKubeconfig', 'revealCredentials'];
/** These end what the others need: asked with a name that nothing has, or not at all. */
const ending: readonly RouteName[] = ['logout', 'endSessions'];

/** Texts that break things: NUL, halves of pairs, control and bidi characters, paths, markup, long ones, names that are there. */
const worst = [
  '\0',
  'a\0b',
  '\ud800',
  'x\udfff',
  '\u001b[2J\u202e',
  'x'.repeat(300),
  '99999999999999999999',
  '../../etc/passwd',
  '/etc/shadow',
  '__proto__',
  '',
];
const nasty = fc.oneof(
  fc.constantFrom(...worst),
  fc.constantFrom(
    'demo',
    'lab',
    'demo-1',
    ' ',
    'constructor',
    '%00',
    '%',
    '//',
    '-1',
    '1e9',
    'NaN',
    'https://a:b@c',
    'file:///etc/passwd',
    'sample',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    nasty,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(nasty, tie('value'), { maxKeys: 3 }),
  ),
})).value;

const kubeconfig = (server: string): string =>
  `current-context: c\nclusters: [{name: c, cluster: {server: "${server}"}}]\ncontexts: [{name: c, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {token: ${secrets.kubeToken}}}]\n`;
const connections: readonly unknown[] = [
  {
    platform: 'ccp',
    address: 'https://ccp.example',
    username: 'admin',
    password: secrets.password,
    trust: { mode: 'system' },
  },
  { platform: 'existing', kubeconfig: kubeconfig('https://127.0.0.1:1'), context: 'c' },
  { platform: 'existing', kubeconfig: `a: &a {b: *a}\n${kubeconfig('https://127.0.0.1:1')}` },
  { platform: 'existing', kubeconfig: kubeconfig('https://admin:hunter2@127.0.0.1:1') },
];
const installations: readonly unknown[] = [
  {
    ...sandboxInstallation('fuzzed'),
    spec: {
      cluster: { platform: 'sandbox' },
      kubeflow: { release: 'sample', components: ['a'], user: { email: 'a@example.com' } },
    },
  },
  {
    ...sandboxInstallation('fuzzed'),
    spec: {
      cluster: { platform: 'existing', connection: 'kube', existing: { context: 'c' } },
      proxy: { http: 'http://p:1', noProxy: ['a'] },
    },
  },
];
/** Bodies that fit, where a route takes one. */
const goodBodies: Partial<Record<RouteName, readonly unknown[]>> = {
  login: [{ token: 'guess' }],
  saveConnection: connections,
  testConnection: connections,
  listChoices: [{ provider: 'vsphere' }],
  applyInstallation: installations,
  previewRequest: installations,
  listNoProxy: installations,
  runPreflight: installations,
  makePlan: [
    { release: 'sample', components: 'all' },
    { release: 'sample', components: ['a'] },
  ],
  addRelease: [{ source: '/no/such/file' }, { source: 'https://user:canary@127.0.0.1:1/x', digest: 'sha256:0' }],
  startReleaseFetch: [{ version: '0.0.0' }],
};
const bodiesOf = (name: RouteName): fc.Arbitrary<unknown> => {
  const good = fc.constantFrom(...(goodBodies[name] ?? [{}]));
  /** A good one with one value somewhere replaced. */
  const bent = fc
    .tuple(good, fc.nat(), fc.oneof(nasty, anything))
    .map(([body, where, value]) => bend(body, where, value));
  return fc.oneof(
    { weight: 5, arbitrary: bent },
    { weight: 1, arbitrary: good },
    { weight: 1, arbitrary: anything },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
};

function bend(body: unknown, where: number, value: unknown): unknown {
  const copy = structuredClone(body);
  const places: (() => void)[] = [];
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const key of Object.keys(part)) {
      places.push(() => Object.assign(part, { [key]: value }));
      walk((part as Record<string, unknown>)[key]);
    }
  };
  walk(copy);
  if (places.length > 0) places[where % places.length]?.();
  return copy;
}

describe(`the contract under fire (seed ${seed})`, () => {
  let running: TestService;
  let page: Record<string, string>;
  beforeAll(async () => {
    const existing = createExistingPlatform({
      localFiles: true,
      createClient: (access) => createKubernetesClient(access),
    });
    running = await openTestService({
      platforms: [existing],
      openCluster: () => Promise.reject(new MlaError('run.nothingYet', { installation: 'demo', what: 'cluster' })),
      makePlan: async ({ components }) =>
        describePlan(
          makePlan({
            release: await loadSampleRelease(),
            components,
            installation: { name: 'plan' },
            parameters: {},
          }),
        ),
      steps: ({ installations }) => [
        {
          name: 'work',
          phase: 'cluster',
          title: 'Work',
          input: () => null,
          run: async ({ installation: { metadata } }) => {
            await installations.saveKubeconfig(metadata.name, new Secret(kubeconfig('https://127.0.0.1:1')));
            await installations.keepCredentials(metadata.name, () => ({
              email: 'a@example.com',
              password: new Secret(secrets.generated),
            }));
            return {};
          },
        },
      ],
    });
    await running.client.call('applyInstallation', { body: sandboxInstallation('demo') });
    await running.client.call('saveConnection', {
      params: { name: 'lab' },
      body: { platform: 'ccp', address: 'https://ccp.example', username: 'admin', password: secrets.password },
    });
    page = await logIn(running);
  });
  afterAll(() => running[Symbol.asyncDispose]());

  test.each(names)('%s answers everything with what the contract says, no 5xx and no secret', async (name) => {
    const route: Route = routes[name];
    const token = { authorization: `Bearer ${running.service.token.reveal()}` };
    const asked = fc.record({
      login: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(token, page) },
        {
          weight: 1,
          arbitrary: fc.constantFrom<Record<string, string>>(
            {},
            { ...page, 'x-csrf-token': 'wrong' },
            { authorization: 'Bearer wrong' },
          ),
        },
      ),
      path: fc.array(nasty, { minLength: 3, maxLength: 3 }).map((values) => fillIn(route.path, values)),
      query: fc.dictionary(fc.constantFrom('after', 'limit', 'installation', 'x'), nasty, { maxKeys: 2 }),
      body: bodiesOf(name),
      type: fc.constantFrom(
        'application/json',
        'application/json',
        'application/json',
        'application/json; charset=utf-8',
        'text/plain',
        'multipart/form-data',
      ),
    });
    if (ending.includes(name)) return;
    await fc.assert(
      fc.asyncProperty(asked, async (request) => {
        const answer = await ask(running.service.url, route, request);
        const text = await answer.text();
        expect(answer.status, `${JSON.stringify(request)} ${text}`).toBeLessThan(500);
        checkAnswer(route, answer, text);
        if (!reveals.includes(name)) for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
      }),
      { seed, numRuns: perRoute, endOnFailure: true },
    );
  });

  test('a request with too many headers, and a report about no Kubeflow, are answered as every error is', async () => {
    const headers = { authorization: `Bearer ${running.service.token.reveal()}`, 'content-type': 'application/json' };
    const large = await fetch(`${running.service.url}/api/health`, { headers: { 'x-large': 'x'.repeat(80_000) } });
    expect([large.status, errorReport.parse(await large.json()).code]).toEqual([431, 'MLA-SERVER-006']);
    const { spec, ...rest } = sandboxInstallation('none');
    const answer = await fetch(`${running.service.url}/api/preflights/report`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ ...rest, spec: { ...spec, kubeflow: null } }),
    });
    expect([answer.status, errorReport.parse(await answer.json()).code]).toEqual([400, 'MLA-SERVER-002']);
  });

  test('the document says which words a yes-or-no has, and an address can hold a long e-mail address', async () => {
    const headers = { authorization: `Bearer ${running.service.token.reveal()}` };
    const document = await (await fetch(`${running.service.url}/api/openapi.json`, { headers })).text();
    expect(document).toContain(
      '"name":"probe","in":"query","required":false,"schema":{"type":"string","enum":["true","false"]}',
    );
    const email = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.org`;
    const answer = await fetch(
      `${running.service.url}/api/installations/none/users/${encodeURIComponent(email)}/removal`,
      { headers },
    );
    expect(answer.status).toBe(404);
  });

  test('and outside of the contract: addresses that are none', async () => {
    for (const path of [
      '//',
      '///x',
      '/%00',
      '/%',
      '/api/%00',
      '/api/runs/%00/stream',
      '/api/runs/%00',
      '/login?code=x&next=/%0A/x',
      '/\\x',
      '/?%00',
      '/api/../api/health',
    ]) {
      for (const method of ['GET', 'HEAD', 'DELETE', 'POST']) {
        const { status } = await fetch(`${running.service.url}${path}`, {
          method,
          redirect: 'manual',
          headers: { authorization: `Bearer ${running.service.token.reveal()}` },
        });
        // Pages that are not built answer 503 in this test, and say how to build them.
        expect(status === 503 && !path.startsWith('/api') ? 200 : status, `${method} ${path}`).toBeLessThan(500);
      }
    }
  });

  test('and the server is alive, with nothing unforeseen in its log', async () => {
    expect(await running.client.call('health', {})).toMatchObject({ ok: true });
    expect(running.reported).toEqual([]);
    expect(
      z
        .object({ version: z.string() })
        .parse(await (await fetch(`${running.service.url}/api/session`, { headers: page })).json()),
    ).toBeDefined();
  });
});

interface Request {
  readonly login: Record<string, string>;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly body: unknown;
  readonly type: string;
}

function ask(url: string, { method }: Route, { login, path, query, body, type }: Request): Promise<Response> {
  const search = Object.entries(query)
    .map(([key, value]) => `${key}=${encode(value)}`)
    .join('&');
  const sent =
    method === 'GET'
      ? {}
      : { headers: { ...login, 'content-type': type }, ...(body !== undefined && { body: JSON.stringify(body) }) };
  return fetch(`${url}${path}${search === '' ? '' : `?${search}`}`, {
    method,
    redirect: 'manual',
    headers: login,
    ...sent,
  });
}

/** An answer is what the contract says, a refusal a report of ours; a path that became another one leads to a page. */
function checkAnswer(route: Route, answer: Response, text: string): void {
  if (answer.headers.get('content-type')?.startsWith('application/json') !== true) return;
  const schema: z.ZodType = answer.ok ? route.response : errorReport;
  expect(schema.safeParse(JSON.parse(text)).error, text).toBeUndefined();
}

function fillIn(path: string, values: readonly string[]): string {
  let next = 0;
  return path.replace(/:\w+/g, () => encode(values[next++] ?? ''));
}

/** A lone half of a pair cannot be percent-encoded by the language; a client that sends it sends its bytes. */
function encode(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80';
}
