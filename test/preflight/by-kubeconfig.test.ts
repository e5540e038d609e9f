import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NeededRight, PreflightReport } from '../../src/api/contract.ts';
import { runInPipe, type Outcome } from '../../src/cli/output/terminal.fixture.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import { loadSampleRelease } from '../../src/kubeflow/sample/sample-release.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import { clusterRoleOf } from '../../src/preflight/report/cluster-role.ts';
import { preflightOf, startCheckedCluster, type CheckedCluster } from './checked-cluster.fixture.ts';

describe('mla preflight --kubeconfig', () => {
  let cluster: CheckedCluster;
  let directory: string;
  let kubeconfig: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mla-preflight-'));
    cluster = await startCheckedCluster();
    kubeconfig = join(directory, 'kubeconfig');
    await writeFile(kubeconfig, cluster.kubeconfig);
  });
  afterAll(async () => {
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const mla = (...words: string[]): Promise<Outcome> =>
    runInPipe(['preflight', ...words], {
      environment: { MLA_HOME: join(directory, 'home'), XDG_CACHE_HOME: join(directory, 'cache') },
    });

  test('needs no server and no installation, and writes nothing, here or there', async () => {
    const before = (await cluster.client.list(builtInTypes.namespace)).length;
    const { exitCode, stdout, stderr } = await mla('--kubeconfig', kubeconfig, '--release', 'sample');
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('✔ Answer of the API server to each object: The API server accepts');
    expect(stdout).toContain('[kubernetes-version]');
    expect(existsSync(join(directory, 'home'))).toBe(false);
    expect((await cluster.client.list(builtInTypes.namespace)).length).toBe(before);
  });

  test('checks what an installation says of it: here a cert-manager that is to be the cluster’s own', async () => {
    const folder = join(directory, 'releases', '9.9.9');
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, '01-cert-manager.yaml'),
      `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: clusterissuers.cert-manager.io}
spec: {group: cert-manager.io, scope: Cluster, names: {kind: ClusterIssuer, plural: clusterissuers}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}
---
{apiVersion: cert-manager.io/v1, kind: ClusterIssuer, metadata: {name: ours}}
`,
    );
    const file = join(directory, 'installation.yaml');
    const installation = {
      apiVersion: 'mlanywhere.dev/v1alpha1',
      kind: 'Installation',
      metadata: { name: 'demo' },
      spec: {
        cluster: { platform: 'existing', connection: 'lab' },
        kubeflow: { release: '9.9.9', foundation: { 'cert-manager': 'yours' } },
      },
    };
    await writeFile(file, JSON.stringify(installation));
    const { exitCode, stdout } = await runInPipe(['preflight', '--kubeconfig', kubeconfig, '-f', file], {
      environment: {
        MLA_HOME: join(directory, 'home'),
        XDG_CACHE_HOME: join(directory, 'cache'),
        MLA_RELEASE_PATH: join(directory, 'releases'),
      },
    });
    expect(stdout).toMatch(/✖ .*does not serve clusterissuers\.cert-manager\.io v1.*\[foundation\]/);
    expect(exitCode).not.toBe(0);
  });

  test.each([
    [
      'does not accept the login',
      /client-certificate-data: .*\n *client-key-data: .*/g,
      'token: revoked',
      'MLA-KUBERNETES-020',
    ],
    ['does not answer', /server: .*/g, 'server: https://127.0.0.1:1', 'MLA-KUBERNETES-001'],
  ])('a cluster that %s is an error, not a list of checks that could not run', async (_, part, other, code) => {
    const broken = join(directory, 'broken');
    await writeFile(broken, cluster.kubeconfig.replaceAll(part, other));
    const { exitCode, stderr, stdout } = await mla('--kubeconfig', broken, '--release', 'sample');
    expect(stderr).toContain(code);
    expect(stdout).toBe('');
    expect(exitCode).not.toBe(0);
  });

  test('a context that the kubeconfig does not have is refused with the names that it has', async () => {
    const { exitCode, stderr } = await mla('--kubeconfig', kubeconfig, '--context', 'nowhere', '--release', 'sample');
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('nowhere');
  });

  test.each([
    [['--report', 'report.pdf', '--kubeconfig', 'x'], /\.html, \.json or \.yaml/],
    [['--context', 'a', '-f', 'x'], /--context belongs to --kubeconfig/],
    [[], /neither -f nor --kubeconfig/],
  ])('%j is refused', async (words, reason) => {
    const { exitCode, stderr } = await mla(...words);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(reason);
  });

  test('saves what would be made, the rights that takes, and the findings', async () => {
    const json = join(directory, 'report.json');
    const html = join(directory, 'report.html');
    const components = ['--release', 'sample', '--components', 'notebooks'];
    expect((await mla('--kubeconfig', kubeconfig, ...components, '--report', json)).exitCode).toBe(0);
    expect((await mla('--kubeconfig', kubeconfig, ...components, '--report', html)).exitCode).toBe(0);
    const report = JSON.parse(await readFile(json, 'utf8')) as PreflightReport;
    expect(report.release).toMatchObject({ name: 'sample' });
    expect(report.cluster).toMatchObject({ kubernetes: expect.stringMatching(/^v1\./) as string });
    expect(report.components.map(({ name }) => name)).toContain('notebooks');
    expect(report.namespaces.find(({ name }) => name === 'sample-notebooks')).toMatchObject({ made: true });
    expect(report.clusterWide.map(({ kind }) => kind)).toContain('CustomResourceDefinition');
    expect(report.checks.map(({ id }) => id)).toContain('server-side-dry-run');
    const page = await readFile(html, 'utf8');
    expect(page).toContain('sample-notebooks');
    expect(page).toContain('Rights that the account needs');
    expect(page).toContain(`<pre>${report.clusterRole.split('\n', 1)[0] ?? ''}`);
    expect(page).not.toContain('<script');
  });

  test('an account with the rights of the report and no other passes; without one of them the check names it', async () => {
    const plan = makePlan({
      release: await loadSampleRelease(),
      components: 'all',
      installation: { name: 'demo' },
      parameters: {},
    });
    const file = join(directory, 'rights.json');
    await mla('--kubeconfig', kubeconfig, '--release', 'sample', '--report', file);
    const { rights } = JSON.parse(await readFile(file, 'utf8')) as PreflightReport;
    const rules = (of: readonly NeededRight[]): string =>
      JSON.stringify((load(clusterRoleOf(of)) as { rules: object[] }).rules);
    const enough = await preflightOf(await cluster.clientWith('enough', rules(rights)), plan);
    expect(enough.get('rights')).toMatchObject({ outcome: 'passed' });
    expect(enough.get('server-side-dry-run')).toMatchObject({ outcome: 'passed' });

    const fewer = rights.filter(({ verbs }) => !verbs.includes('escalate'));
    const short = await preflightOf(await cluster.clientWith('short', rules(fewer)), plan);
    expect(short.get('rights')?.evidence).toMatch(/lacks permissions in the cluster: escalate clusterroles\.rbac/);
    // The API server says the same to the roles themselves.
    expect(short.get('server-side-dry-run')).toMatchObject({ outcome: 'failed' });
  });
});
