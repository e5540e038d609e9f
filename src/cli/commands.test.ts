import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunView } from '../api/run.ts';
import { MlaError } from '../errors/error.ts';
import type { Installation } from '../installation/installation.ts';
import { type CcpLab, demoInstallation, startCcpLab } from '../platforms/ccp/testing/simulated-ccp.fixture.ts';
import { Secret } from '../secret.ts';
import type { Step, StepContext } from '../runs/engine/step.ts';
import { placeDatabase } from '../runs/database/open-database.fixture.ts';
import { openService, type Service } from '../server/compose.ts';
import { composeParts } from '../app/compose-parts.ts';
import { testPlatforms } from '../app/platforms.fixture.ts';
import { writeInstance } from './server/instance-file.ts';
import { type Outcome, runInPipe, type TerminalOptions } from './output/terminal.fixture.ts';

/*
 * The commands against the real server with its real store and a simulated
 * CCP over TLS. Only the steps of a run are short ones of this test.
 */

let directory: string;
let service: Service;
let ccpLab: CcpLab;
let environment: Record<string, string>;
/** What the step of a run does, by the installation's name. */
const work = new Map<string, (context: StepContext) => Promise<void>>();

const mla = (words: readonly string[], options: Partial<TerminalOptions> = {}): Promise<Outcome> =>
  runInPipe(words, { environment, ...options });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-commands-'));
  ccpLab = await startCcpLab();
  const makeParts = composeParts({
    dataDirectory: directory,
    cacheDirectory: join(directory, 'cache'),
    environment: {},
    platforms: [...Object.values(testPlatforms()), { ...ccpLab.platform, id: 'sandbox' }],
  });
  const step: Step = {
    name: 'work',
    phase: 'cluster',
    title: 'Do the work',
    input: ({ installation, attempt }) => [installation.metadata.name, attempt],
    run: async (context) => {
      await work.get(context.installation.metadata.name)?.(context);
      return { detail: 'done' };
    },
  };
  await placeDatabase(directory);
  service = await openService({
    dataDirectory: directory,
    cacheDirectory: join(directory, 'cache'),
    durability: 'none',
    port: 0,
    version: '0.0.0',
    report: (message) => process.stderr.write(`${message}\n`),
    makeParts: (stored) => ({ ...makeParts(stored), stepsFor: () => [step] }),
  });
  environment = { MLA_SERVER: service.url, MLA_TOKEN: service.token.reveal() };
});

afterAll(async () => {
  await service.close();
  await ccpLab.stop();
  await rm(directory, { recursive: true, force: true });
});

const installation = (name: string): string =>
  `apiVersion: mlanywhere.dev/v1alpha1\nkind: Installation\nmetadata: { name: ${name} }\nspec:\n  cluster: { platform: sandbox }\n  kubeflow: null\n`;

const lines = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

test('apply starts a run and says how to follow it; --follow shows it until it ends', async () => {
  const started = await mla(['apply', '-f', '-', '--json'], { input: installation('first') });
  expect(started).toMatchObject({ exitCode: 0, stderr: '' });
  const { runId } = JSON.parse(started.stdout) as { runId: string };
  const followed = await mla(['apply', '-f', '-', '--follow'], { input: installation('second') });
  expect(followed.exitCode).toBe(0);
  expect(followed.stdout).toMatch(/Create cluster done.*\nThe cluster is ready in/s);
  const status = await mla(['status', 'first', '--json']);
  expect(JSON.parse(status.stdout)).toMatchObject({ name: 'first', run: { id: runId } });
});

test('a file gives a secret value of the installation, without its last line end; what is no pair or empty is refused before anything is stored', async () => {
  const [file, empty] = [join(directory, 'key.pem'), join(directory, 'empty.pem')];
  await writeFile(file, 'line one\nline two\n');
  await writeFile(empty, '\n');
  const apply = (...given: string[]) =>
    mla(['apply', '-f', '-', ...given.flatMap((one) => ['--with-secret', one])], { input: installation('keyed') });
  expect((await apply(file)).stderr).toContain('tls-key=key.pem');
  expect((await apply(`tls-key=${empty}`)).exitCode).toBe(2);
  expect((await mla(['status', 'keyed'])).exitCode).not.toBe(0);
  expect(await apply(`tls-key=${file}`, `other=${file}`)).toMatchObject({ exitCode: 0, stderr: '' });
  const stored = await service.installations.loadGivenSecrets('keyed');
  expect(Object.entries(stored).map(([name, secret]) => [name, secret.reveal()])).toEqual([
    ['tls-key', 'line one\nline two'],
    ['other', 'line one\nline two'],
  ]);
});

test('a followed run in JSON is one line for each event, in order, and the run as the last', async () => {
  const { stdout, exitCode } = await mla(['apply', '-f', '-', '--follow', '--json'], { input: installation('third') });
  expect(exitCode).toBe(0);
  const printed = lines(stdout) as { event?: { id: number }; run?: RunView }[];
  const ids = printed.slice(0, -1).map(({ event }) => event?.id);
  const run = printed.at(-1)?.run;
  expect(run?.state).toBe('succeeded');
  expect(ids).toEqual(Array.from({ length: run?.lastEventId ?? 0 }, (_, index) => index + 1));
});

test('a run that fails gives its error, its code and the exit code of its kind; retry goes on', async () => {
  work.set('breaks', () =>
    Promise.reject(new MlaError('kubernetes.hostUnknown', { host: 'nowhere', because: '', contexts: '' })),
  );
  const failed = await mla(['apply', '-f', '-', '--follow'], { input: installation('breaks') });
  expect(failed.exitCode).toBe(8);
  expect(failed.stdout).toContain('Code:         MLA-KUBERNETES-002');
  expect(failed.stdout).toContain('mla retry breaks');
  work.delete('breaks');
  const retried = await mla(['retry', 'breaks', '--follow']);
  expect(retried.stdout).toContain('attempt 2');
  expect(retried.exitCode).toBe(0);
});

test('a run that takes longer than --timeout ends with exit code 9; a retry with more time goes on', async () => {
  work.set('slow', ({ options, signal }) =>
    options.timeoutSeconds === 0
      ? Promise.resolve()
      : new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
  );
  const file = join(directory, 'slow.yaml');
  await writeFile(file, installation('slow'));
  const ended = await mla(['apply', file, '--follow', '--timeout', '1s']);
  expect(ended.exitCode).toBe(9);
  expect(ended.stdout).toContain('The run took longer than 1 s. It was waiting for the step “Do the work”.');
  const retried = await mla(['retry', 'slow', '--follow', '--timeout', 'none']);
  expect(retried.exitCode).toBe(0);
  expect(retried.stdout).toMatch(/The cluster is ready in 0\.\d s/);
});

test('a pipe is told what a run waits for, and why, while it waits', async () => {
  const told = Promise.withResolvers<undefined>();
  work.set('waits', async ({ tell }) => {
    const wait = {
      what: 'Deployment shop/cart',
      since: new Date().toISOString(),
      severity: 'warning',
      why: 'Its image does not exist.',
    };
    tell({ type: 'wait.changed', severity: 'warning', message: 'Waiting for 1 thing', data: { waits: [wait] } });
    await told.promise;
  });
  const cause = 'waiting for Deployment shop/cart: Its image does not exist.';
  const followed = await mla(['apply', '-f', '-', '--follow'], {
    input: installation('waits'),
    onOutput: (text) => {
      if (text.includes(cause)) told.resolve(undefined);
    },
  });
  expect(followed).toMatchObject({ exitCode: 0 });
  expect(followed.stdout.split(cause)).toHaveLength(2);
});

test.each(['0s', '2', '-1m', '1h30', '31000h', 'soon', ''])(
  'the duration “%s” is refused with an example',
  async (duration) => {
    const { exitCode, stderr } = await mla(['apply', '-f', '-', '--timeout', duration], {
      input: installation('never'),
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--timeout 1h30m');
  },
);

test('apply takes its file with and without -f, and says so when it gets none or two', async () => {
  const file = join(directory, 'bare.yaml');
  await writeFile(file, installation('bare'));
  expect((await mla(['apply', file, '--follow'])).exitCode).toBe(0);
  expect((await mla(['apply'])).stderr).toContain('mla apply -f my.yaml');
  expect((await mla(['apply', file, '-f', file])).exitCode).toBe(2);
});

test('create makes from flags what apply makes from the YAML that its --dry-run prints', async () => {
  const words = ['--platform', 'sandbox', '--workers-count', '2', '--no-kubeflow'];
  const dry = await mla(['create', 'from-file', ...words, '--dry-run', '-o', 'yaml']);
  expect((await mla(['status', 'from-file'])).exitCode).toBe(3);
  expect((await mla(['apply', '-f', '-', '--follow'], { input: dry.stdout })).exitCode).toBe(0);
  expect((await mla(['create', 'from-flags', ...words, '--follow'])).exitCode).toBe(0);
  const specOf = async (name: string) =>
    (JSON.parse((await mla(['status', name, '--json'])).stdout) as { installation: Installation }).installation.spec;
  expect(await specOf('from-flags')).toEqual(await specOf('from-file'));
  expect((await specOf('from-flags')).cluster).toMatchObject({ sandbox: { workers: { count: 2 } } });
});

test('create refuses a name that exists with other fields, and changes nothing where the fields are the same', async () => {
  const create = (...words: string[]): Promise<Outcome> =>
    mla(['create', 'once', '--platform', 'sandbox', '--no-kubeflow', ...words]);
  expect((await create('--follow')).exitCode).toBe(0);
  const other = await create('--workers-count', '5');
  expect(other).toMatchObject({ exitCode: 4, stdout: '' });
  expect(other.stderr).toMatch(/The installation once already exists\.[^]*mla apply -f[^]*MLA-RUN-024/);
  const same = await create();
  expect(same).toMatchObject({ exitCode: 0 });
  expect(same.stderr).toContain('The installation once already exists with these fields. Nothing changes.');
  expect(same.stdout).toMatch(/Its newest run is once-1 \(succeeded\)\. See it: mla logs once/);
  expect((await mla(['status', '--json'])).stdout).toContain('"once-1"');
  expect((await mla(['status', '--json'])).stdout).not.toContain('"once-2"');
  expect((await mla(['delete', 'once', '--yes', '--follow'])).exitCode).toBe(0);
  expect((await create('--workers-count', '5', '--follow')).exitCode).toBe(0);
});

test('a later run that ends before it changed anything leaves a good installation good', async () => {
  work.set('stands', ({ tell }) => {
    tell({
      type: 'object.applied',
      severity: 'debug',
      message: 'Created ConfigMap a/b',
      data: { object: 'ConfigMap a/b' },
    });
    return Promise.resolve();
  });
  await mla(['apply', '-f', '-', '--follow'], { input: installation('stands') });
  work.set('stands', () =>
    Promise.reject(new MlaError('kubernetes.hostUnknown', { host: 'nowhere', because: '', contexts: '' })),
  );
  const refused = await mla(['apply', '-f', '-', '--follow'], { input: installation('stands') });
  expect(refused.exitCode).toBe(8);
  expect(refused.stdout).toContain('Nothing was changed.');
  expect(JSON.parse((await mla(['status', 'stands', '--json'])).stdout)).toMatchObject({
    run: { id: 'stands-2', state: 'failed', untouched: true },
    stands: { run: { id: 'stands-1', state: 'succeeded' }, installation: { metadata: { name: 'stands' } } },
  });
  expect((await mla(['status', 'stands'])).stdout).toContain('Everything that run stands-1 created is unchanged.');
  expect((await mla(['status'])).stdout).toMatch(
    /stands +sandbox \(simulated\) +create succeeded \(then failed without a change\) +100 %/,
  );

  work.set('stands', async ({ tell }) => {
    tell({
      type: 'object.applied',
      severity: 'debug',
      message: 'Applied ConfigMap a/b',
      data: { object: 'ConfigMap a/b' },
    });
    await Promise.reject(new MlaError('kubernetes.hostUnknown', { host: 'nowhere', because: '', contexts: '' }));
  });
  const broken = await mla(['apply', '-f', '-', '--follow'], { input: installation('stands') });
  expect(broken.stdout).not.toContain('Nothing was changed.');
  expect(JSON.parse((await mla(['status', 'stands', '--json'])).stdout)).not.toHaveProperty('stands');
});

test('Ctrl-C ends the following and not the run; cancel ends the run', async () => {
  const begun = Promise.withResolvers<undefined>();
  work.set('long', ({ signal }) => {
    begun.resolve(undefined);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      });
    });
  });
  const interruption = new AbortController();
  const following = mla(['apply', '-f', '-', '--follow'], { input: installation('long'), signal: interruption.signal });
  await begun.promise;
  interruption.abort();
  const left = await following;
  expect(left.exitCode).toBe(130);
  expect(left.stderr).toContain(`The run continues at ${service.url} (0 %).`);
  expect(left.stdout).not.toMatch(/goes on|pauses/);
  expect((await mla(['retry', 'long'])).stderr).toContain('mla logs long -f');
  expect((await mla(['apply', '-f', '-'], { input: installation('long') })).stderr).toMatch(
    /busy with run long-1\.[^]*`mla logs long -f`[^]*`mla cancel long`/,
  );
  expect(JSON.parse((await mla(['status', 'long', '--json'])).stdout)).toMatchObject({ run: { state: 'running' } });
  const cancelled = await mla(['cancel', 'long', '--json']);
  expect(cancelled.exitCode).toBe(0);
  expect(JSON.parse(cancelled.stdout)).toMatchObject({ state: 'cancelled' });
});

test('logs prints every event; the newest run is meant where no name is given', async () => {
  const all = await mla(['logs', 'second', '--json']);
  const events = lines(all.stdout) as { id: number; type: string }[];
  expect(events[0]).toMatchObject({ id: 1, type: 'run.queued' });
  expect(events.at(-1)).toMatchObject({ type: 'run.succeeded' });
  expect((await mla(['logs', 'second'])).stdout.trim().split('\n')).toHaveLength(events.length);
  work.set('levels', ({ tell }) => {
    for (const severity of ['debug', 'info', 'warning', 'error'] as const)
      tell({ type: 'log', severity, message: `a ${severity} line` });
    return Promise.resolve();
  });
  await mla(['apply', '-f', '-', '--follow'], { input: installation('levels') });
  const logged = async (...flags: string[]): Promise<string[]> =>
    [...(await mla(['logs', 'levels', ...flags])).stdout.matchAll(/a (\w+) line/g)].map(([, level = '']) => level);
  expect(await logged()).toEqual(['info', 'warning', 'error']);
  expect(await logged('--level', 'debug')).toEqual(['debug', 'info', 'warning', 'error']);
  expect(await logged('--level', 'warning')).toEqual(['warning', 'error']);
  expect(await logged('--json')).toEqual(['debug', 'info', 'warning', 'error']);
  expect((await mla(['logs', 'levels', '--level', 'loud'])).exitCode).toBe(2);
  expect((await mla(['logs', '-f'])).exitCode).toBe(0);
});

test('delete says first what goes, and asks; a pipe must answer with --yes', async () => {
  const asked = await mla(['delete', 'first']);
  expect(asked.exitCode).toBe(2);
  expect(asked.stderr).toMatch(/Deleting first removes:[^]*MLA-CLI-004/);
  const deleted = await mla(['delete', 'first', '--yes', '--follow']);
  expect(deleted.exitCode).toBe(0);
  expect(deleted.stdout).toContain('first is deleted');
});

test('credentials are not shown without --reveal', async () => {
  expect(await mla(['credentials', 'second'])).toMatchObject({ exitCode: 2, stdout: '' });
  expect((await mla(['credentials', 'second', '--reveal', '--json'])).stderr).toContain('MLA-RUN-015');
});

test('a connection to CCP: an unknown certificate is told with its fingerprint, pinned, tested, listed and asked', async () => {
  const { input } = ccpLab.connection();
  if (input.platform !== 'ccp' || input.trust.mode !== 'fingerprint')
    throw new Error('the simulator pins its certificate');
  const add = [
    'connection',
    'add',
    'ccp',
    'lab',
    '--address',
    input.address,
    '--username',
    input.username,
    '--password-stdin',
  ];
  const unknown = await mla(add, { input: `${input.password}\n` });
  expect(unknown.exitCode).toBe(8);
  expect(unknown.stderr).toContain('MLA-CLI-007');
  const fingerprint = /--fingerprint (\S+)/.exec(unknown.stderr)?.[1]?.replace(/;$/, '') ?? '';
  const wrong = await mla([...add, '--fingerprint', fingerprint], { input: 'wrong\n' });
  expect(wrong.exitCode).toBe(5);
  const added = await mla([...add, '--fingerprint', fingerprint, '--json'], { input: `${input.password}\n` });
  expect(added).toMatchObject({ exitCode: 0 });
  expect(added.stdout + added.stderr).not.toContain(input.password);
  expect((await mla(['connection', 'test', 'lab'])).stdout).toMatch(/✔ tls/);
  expect(JSON.parse((await mla(['connection', 'list', '--json'])).stdout)).toMatchObject({
    connections: [{ name: 'lab', trust: { mode: 'fingerprint' } }],
  });
  const choices = await mla([
    'choices',
    'ccp',
    'datacenter',
    '--connection',
    'lab',
    '--set',
    'provider=vsphere',
    '--json',
  ]);
  expect(JSON.parse(choices.stdout)).toHaveProperty('choices.0.value');
  expect((await mla(['connection', 'remove', 'lab'])).exitCode).toBe(0);
});

/** A kubeconfig of a cluster that nobody answers for. */
const farKubeconfig = `apiVersion: v1
kind: Config
current-context: far
clusters: [{ name: far, cluster: { server: "https://127.0.0.1:1" } }]
users: [{ name: me, user: { token: none } }]
contexts: [{ name: far, context: { cluster: far, user: me } }]
`;
const onCluster = (name: string, kubeflow: string): string =>
  `apiVersion: mlanywhere.dev/v1alpha1\nkind: Installation\nmetadata: { name: ${name} }\nspec:\n  cluster: { platform: existing, connection: far }\n  kubeflow: ${kubeflow}\n`;

test('the sample release is refused on what is not simulated, by apply, plan and preflight, before anything is stored', async () => {
  const kubeconfig = join(directory, 'far.kubeconfig');
  await writeFile(kubeconfig, farKubeconfig);
  expect((await mla(['connection', 'add', 'existing', 'far', '--kubeconfig', kubeconfig, '--untested'])).exitCode).toBe(
    0,
  );
  const file = join(directory, 'sample.yaml');
  await writeFile(file, onCluster('sample', '{ release: sample }'));
  for (const words of [
    ['apply', '-f', file],
    ['plan', '--installation', file],
    ['preflight', '-f', file],
  ]) {
    const refused = await mla(words);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toMatch(/the sample is not Kubeflow[^]*mla release fetch 26[^]*MLA-KUBEFLOW-016/);
  }
  expect((await mla(['status', 'sample'])).stderr).toContain('MLA-RUN-005');
});

/** A bundle of the release own@9.9.9, which has one component: notes. */
async function buildOwnRelease(): Promise<string> {
  const folder = join(directory, '9.9.9');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  await writeFile(
    join(folder, 'notes.yaml'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: notes, namespace: default }\n',
  );
  const file = join(directory, 'own.mlarelease');
  expect(await mla(['release', 'build', folder, '-o', file, '--name', 'own'])).toMatchObject({ exitCode: 0 });
  return file;
}

test('a release or component that is not there is refused before a run is stored: a good installation stays good', async () => {
  const sandbox = (kubeflow: string): string => installation('good').replace('kubeflow: null', `kubeflow: ${kubeflow}`);
  expect((await mla(['apply', '-f', '-', '--follow'], { input: installation('good') })).exitCode).toBe(0);
  const release = await mla(['apply', '-f', '-'], { input: sandbox('{ release: "99" }') });
  expect(release).toMatchObject({ exitCode: 3, stdout: '' });
  expect(release.stderr).toMatch(/The release 99 is not on this machine\.[^]*mla release add[^]*MLA-KUBEFLOW-001/);
  const bundle = await buildOwnRelease();
  expect((await mla(['release', 'add', bundle])).exitCode).toBe(0);
  const component = await mla(['apply', '-f', '-'], {
    input: sandbox('{ release: "own@9.9.9", components: [nots] }'),
  });
  expect(component).toMatchObject({ exitCode: 2, stdout: '' });
  expect(component.stderr).toMatch(/has no component nots. Did you mean notes[^]*MLA-KUBEFLOW-011/);
  expect((await mla(['release', 'remove', 'own@9.9.9'])).exitCode).toBe(0);
  const status = await mla(['status', 'good', '--json']);
  expect(JSON.parse(status.stdout)).toMatchObject({
    run: { state: 'succeeded' },
    installation: { spec: { kubeflow: null } },
  });
});

test('a simulated platform is called so where it is tested, listed and saved', async () => {
  const { input } = ccpLab.connection();
  if (input.platform !== 'ccp' || input.trust.mode !== 'fingerprint')
    throw new Error('the simulator pins its certificate');
  const added = await mla(
    [
      'connection',
      'add',
      'ccp',
      'pretend',
      '--address',
      input.address,
      '--username',
      input.username,
      '--fingerprint',
      input.trust.sha256,
      '--password-stdin',
    ],
    { input: `${input.password}\n` },
  );
  expect(added.stderr).toContain('SIMULATED');
  expect(added.stdout).toContain('(simulated)');
  expect((await mla(['connection', 'test', 'pretend'])).stdout).toContain('SIMULATED');
  expect((await mla(['connection', 'list'])).stdout).toMatch(/pretend +ccp \(simulated\)/);
  expect((await mla(['connection', 'list'])).stdout).not.toMatch(/far .*simulated/);
  expect((await mla(['connection', 'remove', 'pretend'])).exitCode).toBe(0);
});

test('plan and release know the sample release', async () => {
  expect((await mla(['release', 'show', 'sample'])).stdout).toContain('COMPONENT');
  const plan = await mla(['plan', '--release', 'sample', '--components', 'notebooks', '--json']);
  const { components } = JSON.parse(plan.stdout) as { components: { name: string; chosen: boolean }[] };
  expect(components.filter(({ chosen }) => chosen).map(({ name }) => name)).toEqual(['notebooks']);
  expect(components.length).toBeGreaterThan(1);
  expect((await mla(['plan', '--release', 'sample'])).stdout).toMatch(/GATE[^]*OPENED BY/);
  expect((await mla(['plan', '--release', '1.2.3'])).exitCode).toBe(3);
});

test('a bundle is built, taken, shown and removed', async () => {
  const file = await buildOwnRelease();
  const built = JSON.parse(
    (await mla(['release', 'build', join(directory, '9.9.9'), '-o', file, '--name', 'own', '--json'])).stdout,
  ) as { digest: string };
  expect(JSON.parse((await mla(['release', 'add', file, '--json'])).stdout)).toMatchObject({
    name: 'own',
    version: '9.9.9',
    digest: built.digest,
  });
  expect((await mla(['release', 'list'])).stdout).toContain('9.9.9');
  expect((await mla(['release', 'remove', 'own@9.9.9'])).exitCode).toBe(0);
  expect((await mla(['release', 'list'])).stdout).not.toContain('9.9.9');
});

test('a server is found by the file in its data directory, and open gives a link that logs in once', async () => {
  await writeInstance(directory, { url: service.url, token: service.token, processId: process.pid });
  const opened = await mla(['open', 'second', '--page', '--print', '--json'], { environment: { MLA_HOME: directory } });
  const { url, login } = JSON.parse(opened.stdout) as { url: string; login: string };
  expect(url).toBe(`${service.url}/installations/second`);
  const given = new URLSearchParams(new URL(login).hash.slice(1));
  expect(given.get('next')).toBe('/installations/second');
  const logIn = async (): Promise<number> =>
    (
      await fetch(`${service.url}/api/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token: given.get('code') }),
      })
    ).status;
  expect([await logIn(), await logIn()]).toEqual([200, 401]);
});

test('open says plainly that a simulated cluster has no dashboard', async () => {
  const opened = await mla(['open', 'second']);
  expect(opened).toMatchObject({ exitCode: 2, stdout: '' });
  expect(opened.stderr).toContain('The cluster of second is simulated. Nothing runs in its pods');
});

test.each([
  ['y', 'y\n', 'demo', true],
  ['n', 'n\n', 'work', true],
  ['the empty answer', '\n', 'work', true],
  ['no terminal', undefined, 'work', false],
])('kubeconfig --merge asks whether to switch the current context: %s', async (_, typed, current, asks) => {
  const file = join(directory, 'own-kubeconfig');
  const own = (context: string) =>
    `{current-context: ${context}, clusters: [{name: ${context}, cluster: {server: "https://${context}.example"}}], users: [{name: ${context}, user: {token: secret-of-${context}}}], contexts: [{name: ${context}, context: {cluster: ${context}, user: ${context}}}]}`;
  await writeFile(file, own('work'));
  await mla(['apply', '-f', '-', '--follow'], { input: installation('demo') });
  await service.installations.saveKubeconfig('demo', new Secret(own('admin')));
  const merged = await mla(['kubeconfig', 'demo', '--merge', file], typed === undefined ? {} : { typed });
  expect(merged.exitCode).toBe(0);
  expect(merged.stderr.includes(`Make demo the current context of ${file}? [y/N]`)).toBe(asks);
  expect(merged.stdout).toContain(
    current === 'demo' ? 'It is the current context.' : 'kubectl config use-context demo',
  );
  expect(await readFile(file, 'utf8')).toContain(`current-context: ${current}\n`);
});

test('a server that does not answer, a wrong token and a second server are told', async () => {
  expect(await mla(['status'], { environment: { MLA_SERVER: 'http://127.0.0.1:1' } })).toMatchObject({ exitCode: 8 });
  expect(await mla(['status'], { environment: { MLA_SERVER: service.url, MLA_TOKEN: 'wrong' } })).toMatchObject({
    exitCode: 5,
  });
  await writeInstance(directory, { url: service.url, token: service.token, processId: process.pid });
  const second = await mla(['serve', '--data', directory]);
  expect(second).toMatchObject({ exitCode: 4 });
  expect(second.stderr).toContain(service.url);
  expect(await mla(['open'], { environment: { MLA_HOME: join(directory, 'nobody') } })).toMatchObject({ exitCode: 8 });
});

test('help on a command that is not there is an error, and what is missing names the help of the right command', async () => {
  expect(await mla(['help', 'foo'])).toMatchObject({ exitCode: 2, stdout: '' });
  expect((await mla(['help', 'release', 'fly'])).stderr).toContain('unknown command release fly');
  expect(await mla(['help', 'release', 'build'])).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await mla(['choices', 'ccp', 'datacenter'])).stderr).toContain('`mla help choices`');
});

test('an image too old for Kubeflow is refused by plan and apply with both versions, and nothing is ordered', async () => {
  const { input } = ccpLab.connection();
  if (input.platform !== 'ccp' || input.trust.mode !== 'fingerprint')
    throw new Error('the simulator pins its certificate');
  const { address, username, password, trust } = input;
  const saved = await mla(
    [
      'connection',
      'add',
      'ccp',
      'lab',
      '--address',
      address,
      '--username',
      username,
      '--fingerprint',
      trust.sha256,
    ].concat('--password-stdin'),
    { input: `${password}\n` },
  );
  expect(saved.exitCode).toBe(0);
  const old = JSON.stringify(demoInstallation({}, { kubeflow: { release: '26.03.1' } }));
  const before = ccpLab.ccp.clusters.length;
  for (const command of [['plan'], ['apply', '--follow']]) {
    const refused = await mla([...command, '-f', '-'], { input: old });
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toMatch(
      /Kubernetes 1\.17\.6, but kubeflow 26\.03\.1 needs 1\.34 or newer[^]*MLA-PREFLIGHT-002/,
    );
  }
  expect(ccpLab.ccp.clusters).toHaveLength(before);
  await mla(['connection', 'remove', 'lab']);
});
