import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { Outcome } from '../../src/cli/output/terminal.fixture.ts';
import { movedReleaseText } from '../../src/kubeflow/upgrade/testing/moved-release.fixture.ts';
import { openCommandedProduct, type CommandedProduct } from './fixtures/commanded-product.fixture.ts';
import { kubectl } from './fixtures/kubectl.fixture.ts';

/* An upgrade as an operator sees it: the real commands, server, store and API server; two releases of a made-up product. */

let directory: string;
let cluster: SandboxCluster;
let product: CommandedProduct;
let kubeconfig: string;

const mla = (...words: string[]): Promise<Outcome> => product.mla(...words);
const run = (...words: string[]): Promise<string> => kubectl(['--kubeconfig', kubeconfig, ...words]);

/** The file of the installation with one of the releases. */
async function fileOf(version: '1' | '2'): Promise<string> {
  const file = join(directory, `moving-${version}.yaml`);
  await writeFile(
    file,
    `apiVersion: mlanywhere.dev/v1alpha1\nkind: Installation\nmetadata: { name: moving }\nspec:\n  cluster: { platform: existing, connection: here }\n  kubeflow: { release: "test@${version}.0.0" }\n`,
  );
  return file;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-upgrade-'));
  kubeconfig = join(directory, 'kubeconfig');
  cluster = await startSandboxCluster({ name: 'upgrade-by-command', directory });
  await writeFile(kubeconfig, cluster.kubeconfig);
  product = await openCommandedProduct(directory);
  for (const version of ['1', '2'] as const) {
    const [folder, bundle] = [join(directory, version), join(directory, `${version}.mlarelease`)];
    await mkdir(folder);
    await writeFile(join(folder, '01-models.yaml'), movedReleaseText(version));
    expect(
      await mla('release', 'build', folder, '-o', bundle, '--name', 'test', '--release', `${version}.0.0`),
    ).toMatchObject({ exitCode: 0 });
    expect(await mla('release', 'add', bundle)).toMatchObject({ exitCode: 0 });
  }
  expect(await mla('connection', 'add', 'existing', 'here', '--kubeconfig', kubeconfig)).toMatchObject({ exitCode: 0 });
  expect(await mla('apply', await fileOf('1'), '--follow')).toMatchObject({ exitCode: 0 });
});
afterAll(async () => {
  await product.close();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

const programs = async (): Promise<string> =>
  run(
    'get',
    'deployments',
    '-A',
    '-l',
    'mlanywhere.dev/installation=moving',
    '-o',
    'custom-columns=:metadata.namespace,:metadata.name,:metadata.annotations.mlanywhere\\.dev/release',
    '--no-headers',
  );

test('mla apply of another release over a running one sends nothing, and names the command that upgrades', async () => {
  const before = await programs();
  const refused = await mla('apply', await fileOf('2'), '--follow');
  expect(refused.exitCode).not.toBe(0);
  expect(refused.stdout + refused.stderr).toContain('mla upgrade moving --release test@2.0.0 --plan');
  expect(await programs()).toBe(before);
});

test('mla upgrade --plan shows what would happen, and changes nothing', async () => {
  const before = await programs();
  const plan = await mla('upgrade', 'moving', '--release', 'test@2.0.0', '--plan');
  expect(plan).toMatchObject({ exitCode: 0, stderr: '' });
  expect(plan.stdout).toMatch(/^Upgrade moving from Test 1\.0\.0 to Test 2\.0\.0\n/);
  expect(plan.stdout).toMatch(/Stopped first:\n(?: +.+\n)* {2}- Deployment.apps platform\/model-controller, before/);
  expect(plan.stdout).toMatch(/Nothing was changed\.\n$/);
  const { stdout } = await mla('upgrade', 'moving', '--release', 'test@2.0.0', '--plan', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ from: { version: '1.0.0' }, to: { version: '2.0.0' }, blockers: [] });
  expect(await programs()).toBe(before);
});

test('an upgrade asks what becomes of settings of others, and keeps or replaces them as it is told', async () => {
  await run('-n', 'platform', 'scale', 'deployment', 'reports', '--replicas=3');
  const undecided = await mla('upgrade', 'moving', '--release', 'test@2.0.0', '--yes', '--follow');
  expect(undecided.exitCode).not.toBe(0);
  expect(undecided.stdout + undecided.stderr).toContain('--settings keep');

  const upgraded = await mla('upgrade', 'moving', '--release', 'test@2.0.0', '--settings', 'keep', '--yes', '--follow');
  expect(upgraded).toMatchObject({ exitCode: 0 });
  const { stdout: log } = await mla('logs', 'moving');
  expect(log).toMatch(/Stopped Deployment.apps platform\/model-controller, so that/);
  expect(log).toMatch(/Removed ConfigMap platform\/leftover/);
  expect(await programs()).toMatch(
    /^platform +reports +test 2\.0\.0\nserving +model-controller +test 2\.0\.0\nserving +model-ui +test 2\.0\.0\s*$/,
  );
  expect(await run('-n', 'platform', 'get', 'deployment', 'reports', '-o', 'jsonpath={.spec.replicas}')).toBe('3');
});

test('the same release again is refused, an unknown one too, and --back needs no name', async () => {
  expect((await mla('upgrade', 'moving', '--release', 'test@2.0.0', '--yes')).stderr).toContain('MLA-UPGRADE-002');
  expect((await mla('upgrade', 'moving', '--release', 'test@3.0.0', '--plan')).stderr).toContain(
    'is not on this machine',
  );
  expect((await mla('upgrade', 'moving')).stderr).toContain('--release');
  const back = await mla('upgrade', 'moving', '--back', '--settings', 'replace', '--yes', '--follow');
  expect(back).toMatchObject({ exitCode: 0 });
  expect(await programs()).toMatch(
    /^platform +model-controller +test 1\.0\.0\nplatform +model-page +test 1\.0\.0\nplatform +reports +test 1\.0\.0\s*$/,
  );
  expect((await mla('upgrade', 'moving', '--back', '--plan')).stdout).toMatch(
    /^Upgrade moving from Test 1\.0\.0 to Test 2\.0\.0\n/,
  );
});
