import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CcpSimulator } from '../../sandbox/ccp/simulator.ts';
import { createApiClient, type ApiClient } from '../../src/api/client.ts';
import { routes, type Route } from '../../src/api/contract.ts';
import { chooseDemoCluster } from '../../src/platforms/ccp/demo/choose-cluster.ts';
import { readInstance } from '../../src/cli/server/instance-file.ts';
import { installationSchema, type Installation } from '../../src/installation/installation.ts';
import { printInstallation } from '../../src/installation/print-installation.ts';
import { openDatabase } from '../../src/runs/database/open-database.ts';
import { createRedactor } from '../../src/runs/secrets/redactor.ts';
import { openSqlInstallationStore } from '../../src/runs/store/sql-installation-store.ts';
import { openVault } from '../../src/runs/secrets/vault.ts';
import type { Canary, Heard } from './canaries.fixture.ts';
import type { Product, RunningServer } from './product.fixture.ts';

/** Secrets that a person brings along. With what has to be written differently in JSON, in addresses and in forms. */
export const brought = {
  password: 'Canary "ccp" pass/word+ü%',
  wrongPassword: 'canary-that-does-not-fit-8251',
  kubeToken: 'canary-uploaded-token-92e1b7',
  proxyPassword: 'canary-of-the-proxy-5512',
  mirrorPassword: 'canary-of-the-mirror-3391',
  number: 730194628305,
  userPassword: 'canary-of-a-user-of-Kubeflow-6027',
  solverToken: 'canary-of-the-DNS-solver-4418',
  clientSecret: 'canary-of-the-login-service-7302',
  tlsKey: generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey.trim(),
} as const;

/** What the story works with. */
export interface Story {
  readonly product: Product;
  readonly ccp: CcpSimulator;
  /** Folder for the files that a person has. */
  readonly desk: string;
  readonly home: string;
  /** Filled while the story is told. */
  readonly canaries: Canary[];
  /** Files of the store at some moments. */
  readonly stored: (Heard & { readonly mode: number })[];
  /** Routes that were asked with success or with the one answer that the sample release allows, by name. */
  readonly walked: Map<string, string>;
}

/** Everything a person does with the product, from the first connection to the deletion, with a kill in the middle. */
export async function tellWholeStory(story: Story): Promise<void> {
  const { product } = story;
  let server = await product.serve();
  learn(story, 'login code of serve', codeOf(server.login));
  await saveConnections(story);
  const installation = await chooseCluster(story);
  await product.mla(['plan', '--release', 'sample', '--objects', '--images']);
  await product.mla(['preflight', '-f', join(story.desk, 'demo.yaml')]);
  await product.mla(['apply', '-f', join(story.desk, 'demo.yaml')]);
  await waitForStep(await clientOf(story), 'install');
  await server.end('SIGKILL');
  story.stored.push(...(await product.readFiles('after the kill')));

  server = await product.serve();
  learn(story, 'login code of serve', codeOf(server.login));
  await product.mla(['logs', 'demo', '-f']);
  await product.mla(['apply', '-f', join(story.desk, 'broken.yaml'), '--follow']);
  await readBack(story);
  await keepSecretsOfKubeflow(story);
  await product.mla(['release', 'fetch', fetched]);
  const browser = await logIn(story, server);
  await walkReads(story, server, browser);
  await previewAndTest(story, server, installation);
  await sendNonsense(story, server);
  story.stored.push(...(await product.readFiles('when it is installed')));

  await server.end('SIGTERM');
  await learnGenerated(story);
  server = await product.serve();
  learn(story, 'login code of serve', codeOf(server.login));
  await product.mla(['delete', 'demo', '--yes', '--follow']);
  await server.end('SIGTERM');
  story.stored.push(...(await product.readFiles('at the end')));
  await startWithOtherKeys(story);
}

async function saveConnections({ product, ccp, desk }: Story): Promise<void> {
  const to = [
    '--address',
    ccp.address,
    '--username',
    ccp.username,
    '--fingerprint',
    ccp.fingerprint,
    '--password-stdin',
  ];
  await product.mla(['connection', 'add', 'ccp', 'lab', ...to], { input: brought.password });
  await product.mla(['connection', 'add', 'ccp', 'refused', ...to], { input: brought.wrongPassword });
  await product.mla(['connection', 'add', 'ccp', 'broken', '--untested', ...to], { input: brought.wrongPassword });
  await writeFile(join(desk, 'uploaded.kubeconfig'), uploadedKubeconfig, { mode: 0o600 });
  await product.mla([
    'connection',
    'add',
    'existing',
    'uploaded',
    '--kubeconfig',
    join(desk, 'uploaded.kubeconfig'),
    '--untested',
  ]);
  for (const name of ['lab', 'broken', 'uploaded']) await product.mla(['connection', 'test', name]);
  for (const flags of [[], ['--json']]) await product.mla(['connection', 'list', ...flags]);
}

/** A release that is fetched from a mirror where nothing listens. */
const fetched = '26.03.1';

/** Nothing listens there, so that all its ways of failing are told. */
const uploadedKubeconfig = `apiVersion: v1
kind: Config
current-context: it
clusters: [{ name: it, cluster: { server: "https://127.0.0.1:1", proxy-url: "http://someone:${brought.proxyPassword}@127.0.0.1:1" } }]
users: [{ name: it, user: { token: ${brought.kubeToken} } }]
contexts: [{ name: it, context: { cluster: it, user: it } }]
`;

async function chooseCluster(story: Story): Promise<Installation> {
  const { product, desk } = story;
  await product.mla(['choices', 'ccp', 'datacenter', '--connection', 'lab']);
  const client = await clientOf(story);
  const choose = async (name: string): Promise<Installation> =>
    installationSchema.parse(
      await chooseDemoCluster(client, { connection: 'lab', name, release: 'sample', components: 'all' }),
    );
  const [demo, broken] = [await choose('demo'), await choose('broken')];
  if (broken.spec.cluster.platform === 'ccp') broken.spec.cluster.connection = 'broken';
  await writeFile(join(desk, 'demo.yaml'), printInstallation(demo));
  await writeFile(join(desk, 'broken.yaml'), printInstallation(broken));
  return demo;
}

/** What the commands show, and where they are asked for a secret deliberately. */
async function readBack(story: Story): Promise<void> {
  const { product } = story;
  for (const words of [
    ['status'],
    ['status', 'demo'],
    ['logs', 'demo'],
    ['logs', 'broken'],
    ['release', 'list'],
    ['release', 'show', 'sample'],
    ['credentials', 'demo'],
    ['upgrade', 'demo', '--release', 'sample', '--plan'],
    ['uninstall', 'demo', '--plan'],
  ]) {
    for (const flags of [[], ['--json']]) await product.mla([...words, ...flags]);
  }
  const { stdout } = await product.mla(['open', 'demo', '--page', '--print', '--json']);
  learn(story, 'login code of open', codeOf((JSON.parse(stdout) as { login: string }).login));
  const kubeconfig = (await product.mla(['kubeconfig', 'demo'])).stdout;
  learn(
    story,
    'key of the cluster’s administrator',
    Buffer.from(/client-key-data: (\S+)/.exec(kubeconfig)?.[1] ?? '', 'base64').toString(),
  );
  await product.mla(['credentials', 'demo', '--reveal']);
}

/** Values that its access needs, and passwords of its users: also where they are refused, for the sample release has no Dex. */
async function keepSecretsOfKubeflow({ product, desk }: Story): Promise<void> {
  const [keyFile, tokenFile] = [join(desk, 'key.pem'), join(desk, 'token')];
  await writeFile(keyFile, brought.tlsKey, { mode: 0o600 });
  await writeFile(tokenFile, brought.solverToken, { mode: 0o600 });
  for (const [name, words] of [
    ['demo', ['tls-key', '--file', keyFile]],
    ['demo', ['solver-token', '--file', tokenFile]],
    ['demo', ['no name', '--file', tokenFile]],
    ['nobody', ['tls-key', '--file', keyFile]],
  ] as const)
    for (const flags of [[], ['--json']]) await product.mla(['access', 'secret', name, ...words, ...flags]);
  const clientFile = join(desk, 'client-secret');
  await writeFile(clientFile, brought.clientSecret, { mode: 0o600 });
  const service = ['--type', 'oidc', '--issuer', 'http://127.0.0.1:1/realms/company', '--client-id', 'kubeflow'];
  for (const words of [
    ['set', 'demo', 'company', ...service, '--secret-file', clientFile, '--yes'],
    ['secret', 'demo', 'company', '--file', clientFile],
    ['show', 'demo'],
  ])
    await product.mla(['login', ...words]);
  await product.mla(['access', 'secret', 'demo', 'connector.company', '--file', clientFile]);
  const certificate = ['--host', 'kubeflow.example.com', '--tls', 'files', '--tls-certificate', brought.tlsKey];
  await product.mla(['access', 'set', 'demo', '--expose', 'nodePort', ...certificate, '--yes']);
  await product.mla(['access', 'show', 'demo']);
  const input = brought.userPassword;
  for (const words of [['add'], ['reset-password'], ['add', '--no-profile', '--json']])
    await product.mla(['user', words[0] ?? '', 'demo', 'ann@example.com', ...words.slice(1), '--password-stdin'], {
      input,
    });
  await product.mla(['verify', 'demo', '--user', 'ann@example.com', '--password-stdin'], { input });
}

/** What was generated for the installation, from the store, while nobody else has it open. */
async function learnGenerated(story: Story): Promise<void> {
  const database = await openDatabase({ directory: story.home, durability: 'none' });
  try {
    const vault = await openVault({ keyFile: join(story.home, 'secret.key') });
    const { others = {} } = await openSqlInstallationStore({
      database,
      vault,
      redactor: createRedactor(),
    }).loadCredentials('demo');
    for (const [name, secret] of Object.entries(others)) learn(story, `credential ${name}`, secret.reveal());
  } finally {
    await database.close();
  }
}

/** A browser's headers after it has followed a login link. */
async function logIn(story: Story, server: RunningServer): Promise<Record<string, string>> {
  const { product } = story;
  const answer = await product.ask('POST /api/login-links (with the token)', `${server.url}/api/login-links`, {
    method: 'POST',
    headers: await bearer(story),
  });
  const { url: link } = JSON.parse(answer.text) as { url: string };
  learn(story, 'login code of the API', codeOf(link));
  await product.ask('GET the page of the login link', link);
  const body = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: codeOf(link) }),
  };
  const { headers, text } = await product.ask('POST /api/login (the first time)', `${server.url}/api/login`, body);
  await product.ask('POST the used login link', `${server.url}/api/login`, body);
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  const { csrfToken } = JSON.parse(text) as { csrfToken: string };
  learn(story, 'session cookie', cookie.split('=')[1] ?? '');
  learn(story, 'CSRF token', csrfToken);
  await product.ask('GET /api/session with the cookie alone ', `${server.url}/api/session`, { headers: { cookie } });
  await product.ask('GET /api/session in the browser ', `${server.url}/api/session`, {
    headers: { cookie, 'x-csrf-token': csrfToken },
  });
  return { cookie, 'x-csrf-token': csrfToken };
}

/** Routes that have no answer where the sample release was installed once, without a proxy, and the code that says so. */
const needsKubeflow: Readonly<Record<string, string>> = {
  listUsers: 'MLA-USER-004',
  previewUserRemoval: 'MLA-USER-004',
  lookAtDemoContent: 'MLA-KUBERNETES-024',
  previewUpgrade: 'MLA-UPGRADE-006',
  getProxyScript: 'MLA-PROXY-001',
};

/** Every GET route of the contract with each name there is, by program and by browser, and what is not in the contract. */
async function walkReads(story: Story, server: RunningServer, browser: Record<string, string>): Promise<void> {
  const { product, walked } = story;
  const client = await clientOf(story);
  const runs = (await client.call('listRuns', { query: {} })).map(({ id }) => id);
  const values: Readonly<Record<string, readonly string[]>> = {
    name: ['demo', 'broken', 'lab', 'nobody'],
    id: [...runs, 'nobody-1'],
    clusterName: ['demo', 'free'],
    release: ['sample', 'nothing'],
    version: [fetched, '0.0'],
    email: ['user@example.com', 'nobody@example.com'],
  };
  const reads = Object.entries<Route>(routes).filter(([, { method }]) => method === 'GET');
  const walk = async ([name, { path }]: [string, Route]): Promise<void> => {
    for (const filled of fillIn(path, values)) {
      const { status, text } = await product.ask(`GET ${filled} (with the token)`, `${server.url}${filled}`, {
        headers: await bearer(story),
      });
      if (status === 200 || text.includes(`"${needsKubeflow[name] ?? 'none'}"`)) walked.set(name, 'answered');
      else if (walked.get(name) !== 'answered') walked.set(name, `${walked.get(name) ?? ''}${status} ${text}\n`);
    }
  };
  for (const read of reads) await walk(read);
  // What depends on a cluster or a platform may not have answered in time on a busy machine.
  for (const read of reads.filter(([name]) => walked.get(name) !== 'answered')) await walk(read);
  const others = [
    '/api/openapi.json',
    '/',
    '/installations/demo',
    ...runs.map((id) => `/api/runs/${id}/stream?after=0`),
    '/api/runs?after=x',
    '/api/installations/demo/upgrade?release=sample',
    '/api/nothing',
  ];
  for (const path of others)
    await product.ask(`GET ${path} in the browser `, `${server.url}${path}`, { headers: browser });
}

/** Questions that are asked by POST. */
async function previewAndTest(story: Story, server: RunningServer, installation: Installation): Promise<void> {
  const ask = await poster(story, server);
  const { address, username, fingerprint } = story.ccp;
  const trust = { mode: 'fingerprint', sha256: fingerprint };
  await ask('/api/request-previews', installation);
  await ask('/api/plans', { release: 'sample', components: 'all' });
  await ask('/api/preflights', installation);
  await ask('/api/installations/demo/credentials', undefined);
  await ask('/api/connections/lab/choices/datacenter', { provider: 'vsphere' });
  for (const name of ['lab', 'broken', 'uploaded']) await ask(`/api/connections/${name}/test`, undefined);
  for (const password of [brought.password, brought.wrongPassword])
    await ask('/api/connection-tests', { platform: 'ccp', address, username, password, trust });
  await ask('/api/connection-tests', { platform: 'existing', kubeconfig: uploadedKubeconfig });
}

/** Requests that are wrong in a way that tempts a server to repeat what it was given. */
async function sendNonsense(story: Story, server: RunningServer): Promise<void> {
  const ask = await poster(story, server);
  const { address, username } = story.ccp;
  await ask('/api/connection-tests', { platform: 'ccp', address, username, password: brought.number });
  await ask('/api/connection-tests', {
    platform: 'ccp',
    address: `https://admin:${brought.wrongPassword}@127.0.0.1:1`,
    username,
    password: 'x',
  });
  await ask('/api/connection-tests', { platform: 'existing', kubeconfig: `users: [ ${brought.kubeToken}` });
  await ask('/api/connection-tests', { platform: 'existing', kubeconfig: [brought.kubeToken] });
  await ask('/api/connection-tests', `{"password": "${brought.wrongPassword}`);
  const connector = {
    id: 'company',
    type: 'oidc',
    name: 'Company',
    clientID: 'kubeflow',
    issuer: 'http://127.0.0.1:1',
  };
  await ask('/api/connector-tests', { connector, access: {}, secret: brought.clientSecret });
  await ask('/api/connector-tests', { connector, access: {}, secret: [brought.clientSecret] });
  await ask('/api/login', { token: brought.wrongPassword });
  await ask('/api/login', { token: brought.number });
  await ask('/api/connection-tests', { platform: 'existing', kubeconfig: brought.tlsKey });
  const put = { method: 'PUT', headers: { ...(await bearer(story)), 'content-type': 'application/json' } };
  const kubeconfig = uploadedKubeconfig.replace('current-context: it', 'current-context: none');
  await story.product.ask('PUT /api/connections/x ', `${server.url}/api/connections/x`, {
    ...put,
    body: JSON.stringify({ platform: 'existing', kubeconfig }),
  });
  for (const body of [{ value: [brought.tlsKey] }, { value: brought.tlsKey, [brought.solverToken]: 1 }])
    await story.product.ask('PUT a value of an access ', `${server.url}/api/installations/demo/secrets/tls-key`, {
      ...put,
      body: JSON.stringify(body),
    });
  await story.product.ask('GET with a wrong token ', `${server.url}/api/runs`, {
    headers: { authorization: `Bearer ${brought.wrongPassword}` },
  });
}

/** A key that is none, and one that is not the right one: starts and uses that fail, with what they print. */
async function startWithOtherKeys({ product, canaries }: Story): Promise<void> {
  const [noKey, otherKey] = ['canary-that-is-no-key', Buffer.alloc(32, 'canary').toString('base64')];
  canaries.push({ name: 'a key that is none', value: noKey }, { name: 'another key', value: otherKey });
  await product.mla(['status'], { environment: { MLA_SECRET_KEY: noKey } });
  await product.mla(['connection', 'test', 'lab'], { environment: { MLA_SECRET_KEY: otherKey } });
  await product.mla(['status'], {
    environment: { MLA_DATABASE_URL: `postgres://someone:${brought.proxyPassword}@127.0.0.1:1/none` },
  });
}

function learn({ canaries }: Story, name: string, value: string): void {
  if (value.length < 8) throw new Error(`there is no ${name} to look for`);
  canaries.push({ name, value });
}

const codeOf = (link: string): string => new URLSearchParams(new URL(link).hash.slice(1)).get('code') ?? '';

async function clientOf({ home }: Story): Promise<ApiClient> {
  const instance = await readInstance(home);
  if (instance === undefined) throw new Error('no server runs');
  return createApiClient(instance);
}

async function bearer({ home }: Story): Promise<Record<string, string>> {
  return { authorization: `Bearer ${(await readInstance(home))?.token.reveal() ?? ''}` };
}

async function poster(story: Story, server: RunningServer): Promise<(path: string, body: unknown) => Promise<void>> {
  const login = await bearer(story);
  const headers = { ...login, 'content-type': 'application/json' };
  return async (path, body) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    await story.product.ask(`POST ${path} `, `${server.url}${path}`, {
      method: 'POST',
      ...(body === undefined ? { headers: login } : { headers, body: text }),
    });
  };
}

function fillIn(path: string, values: Readonly<Record<string, readonly string[]>>): string[] {
  const parameter = /:(\w+)/.exec(path);
  if (parameter === null) return [path];
  return (values[parameter[1] ?? ''] ?? []).flatMap((value) => fillIn(path.replace(parameter[0], value), values));
}

async function waitForStep(client: ApiClient, step: string): Promise<void> {
  const [run] = await client.call('listRuns', { query: { installation: 'demo' } });
  for (;;) {
    const events = await client.call('listEvents', { params: { id: run?.id ?? '' }, query: { limit: 5000 } });
    if (events.some((event) => event.type === 'step.started' && event.step === step)) return;
    if (events.some(({ type }) => type === 'run.failed'))
      throw new Error(`the run failed: ${events.at(-2)?.message ?? ''}`);
    await sleep(200);
  }
}
