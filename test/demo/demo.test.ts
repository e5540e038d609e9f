import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findControlPlaneBinary } from '../../sandbox/binary.ts';
import { builtProgram } from './built-program.fixture.ts';
import type { DemoSummary } from '../../src/cli/demo/summary.ts';
import { processesNaming, startDemo, summaryOf } from './demo-process.fixture.ts';
import { eventually } from '../patience.fixture.ts';

const run = promisify(execFile);
const checkout = join(import.meta.dirname, '../..');
const releasePath = process.env.MLA_RELEASE_PATH;
let home: string;
/** How an undisturbed demo of the sample ends. */
let undisturbed: DemoSummary | undefined;

beforeAll(async () => {
  await builtProgram();
  home = await mkdtemp(join(tmpdir(), 'mla-demo-test-'));
});

afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

test('the demo without a release on the machine installs the sample release, says what that is and how to get Kubeflow, ends by itself and leaves nothing running', async () => {
  const demo = startDemo(home, [], { MLA_RELEASE_PATH: '' });
  const { exitCode, text, errors } = await demo.ended;
  expect(errors).toBe('');
  expect(exitCode).toBe(0);
  expect(text).toMatch(/Kubeflow is not on this machine[^]*mla release fetch 26\.03\.1/);
  expect(text).toMatch(/The sample release \(not Kubeflow\) is ready in .*Simulated: nothing runs in its pods/);
  // Its cluster is gone with it: nobody is told a command or a file that would need it.
  expect(text).not.toMatch(/Kubeconfig:|kubeconfig demo|credentials demo|Kubeflow is ready/);
  expect(await processesNaming(home)).toEqual([]);
});

test.runIf(releasePath)(
  'the demo with --json ends with one JSON object: 26.03.1, 727 objects, all applied, none refused, every workload ready',
  async () => {
    const { exitCode, text, errors } = await startDemo(home, ['--json']).ended;
    expect(errors).toBe('');
    expect(exitCode).toBe(0);
    const summary = summaryOf(text);
    expect(summary).toMatchObject({
      release: 'kubeflow 26.03.1',
      state: 'succeeded',
      objects: 727,
      applied: 727,
      rejected: 0,
      workloads: 56,
      ready: 56,
    });
    expect(Object.keys(summary.seconds)).toEqual(
      expect.arrayContaining(['connect', 'cluster', 'preflight', 'plan', 'install', 'handover', 'total']),
    );
    expect(summary.url).toMatch(/^http:\/\/(127\.0\.0\.1|localhost):\d+\/installations\/demo$/);
    expect(await readFile(summary.kubeconfig ?? '', 'utf8')).toContain('certificate-authority-data');
    expect(await processesNaming(home)).toEqual([]);
  },
);

test('with --keep the cluster stays for kubectl, each command that is printed works unchanged in another terminal, and the next demo ends the cluster', async () => {
  const { exitCode, text } = await startDemo(home, ['--keep', '--release', 'sample'], { MLA_COMMAND: './mla' }).ended;
  expect(exitCode).toBe(0);
  // What the bundle starts in a process of its own comes from the bundle too.
  const ours = (await processesNaming(home)).filter((line) => /\.m?[jt]s /.test(line));
  expect(ours).toEqual([expect.stringContaining(` ${join(checkout, 'dist/simulated-ccp.mjs')} `)]);
  const kubeconfig = /kubectl --kubeconfig (\S+)/.exec(text)?.[1] ?? '';
  const { file, leading } = (await findControlPlaneBinary()).command('kubectl');
  const { stdout } = await run(file, [
    ...leading,
    '--kubeconfig',
    kubeconfig,
    'get',
    'deployments,statefulsets,daemonsets',
    '--all-namespaces',
    '-l',
    'mlanywhere.dev/installation=demo',
    '-o',
    'name',
  ]);
  const printed = [...text.matchAll(/^ {2}\w+: (\.\/mla .*)$/gm)].map(([, command = '']) => command);
  expect(printed.map((command) => command.split(' ')[1])).toEqual(['status', 'credentials', 'kubeconfig']);
  // The person's other terminal has none of the demo's surroundings, only the checkout.
  const outputs = await Promise.all(
    printed.map((command) =>
      run('sh', ['-c', command], { cwd: checkout, env: { PATH: process.env['PATH'], HOME: home } }).then(
        (answer) => answer.stdout,
      ),
    ),
  );
  expect(outputs[0]).toMatch(/demo: create succeeded[^]*The sample release \(not Kubeflow\) is ready/);
  expect(outputs[1]).toMatch(/^Email: +user@example\.com\nPassword: \S+/);
  expect(outputs[2]).toContain('current-context');
  expect(outputs[0]).toContain(`${stdout.trim().split('\n').length} workloads`);

  const next = await startDemo(home, ['--json', '--release', 'sample']).ended;
  expect(next.exitCode).toBe(0);
  expect(await processesNaming(home)).toEqual([]);
  undisturbed = summaryOf(next.text);
});

test('a second demo beside a running one is refused with the process that holds the folder; after a kill in the middle of the installation nothing runs, and the next demo continues and ends the same', async () => {
  const whole = undisturbed ?? summaryOf((await startDemo(home, ['--json', '--release', 'sample']).ended).text);

  const killed = startDemo(home, ['--release', 'sample']);
  await killed.says(/watch it in a browser/);
  const second = await startDemo(home, ['--release', 'sample']).ended;
  expect(second.exitCode).not.toBe(0);
  expect(second.errors).toContain('MLA-RUN-001');
  expect(second.errors).toContain(String(killed.process.pid));
  await killed.says(/Install (Kubeflow|the sample) started/);
  killed.process.kill('SIGKILL');
  await killed.ended;
  await eventually(async () => (await processesNaming(home)).length === 0);

  const resumed = await startDemo(home, ['--json']).ended;
  expect(resumed.errors).toBe('');
  expect(resumed.exitCode).toBe(0);
  const { seconds: _, url: __, ...ending } = summaryOf(resumed.text);
  const { seconds: ___, url: ____, ...expected } = whole;
  expect(ending).toEqual(expected);
});

test('Ctrl-C ends a demo with everything that it started', async () => {
  const demo = startDemo(home, ['--release', 'sample']);
  await demo.says(/watch it in a browser/);
  demo.process.kill('SIGINT');
  await demo.ended;
  await eventually(async () => (await processesNaming(home)).length === 0);
});

test('a Kubeflow that the user has added is what the demo installs, and it is still there afterwards', async () => {
  const own = join(home, 'own');
  const mla = async (...words: string[]): Promise<string> =>
    (await run('./mla', words, { cwd: checkout, env: { ...process.env, MLA_HOME: own, MLA_RELEASE_PATH: '' } })).stdout;
  const rendered = join(home, 'rendered');
  await mkdir(rendered);
  await writeFile(
    join(rendered, 'notes.yaml'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: notes, namespace: default }\n',
  );
  const bundle = join(home, 'own.mlarelease');
  await mla('release', 'build', rendered, '-o', bundle, '--name', 'kubeflow', '--release', '0.1.0');
  await mla('release', 'add', bundle);
  const { exitCode, text } = await startDemo(own, ['--json'], { MLA_RELEASE_PATH: '' }).ended;
  expect(exitCode).toBe(0);
  expect(summaryOf(text)).toMatchObject({ release: 'kubeflow 0.1.0', objects: 1, applied: 1 });
  expect(await mla('release', 'list')).toContain('0.1.0');
});

test('a release that is not there is found before a cluster is made, and nobody is told a file that is not there', async () => {
  const wrong = await startDemo(join(home, 'fresh'), ['--release', '99']).ended;
  expect(wrong.exitCode).toBe(3);
  expect(wrong.errors).toContain('MLA-KUBEFLOW-001');
  expect(wrong.text + wrong.errors).not.toMatch(/Kubeconfig:|Create cluster/i);
  expect(await processesNaming(home)).toEqual([]);
});
