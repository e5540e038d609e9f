import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { Outcome } from '../../src/cli/output/terminal.fixture.ts';
import { openCommandedProduct, type CommandedProduct } from './fixtures/commanded-product.fixture.ts';
import { kubectl } from './fixtures/kubectl.fixture.ts';
import { kubeconfigOfPerson } from './fixtures/person.fixture.ts';

/* A person who is no administrator, with the rights that the report lists and no others, from the report to the end of an installation. */

const person = 'pat';
const roleName = 'mlanywhere-installer';
let directory: string;
let cluster: SandboxCluster;
let product: CommandedProduct;
let own: string;

const role = (): string => join(directory, 'rights.yaml');
const mla = (...words: string[]): Promise<Outcome> => product.mla(...words);
const asOwner = (...words: string[]): Promise<string> => kubectl(['--kubeconfig', join(directory, 'owner'), ...words]);
const preflight = (...words: string[]): Promise<Outcome> =>
  mla('preflight', '--kubeconfig', own, '--release', 'sample', ...words);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-rights-'));
  cluster = await startSandboxCluster({ name: 'least-rights', directory });
  own = join(directory, 'own');
  await writeFile(join(directory, 'owner'), cluster.kubeconfig);
  await writeFile(own, await kubeconfigOfPerson(cluster, person));
  product = await openCommandedProduct(directory);
});
afterAll(async () => {
  await product.close();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

test('without rights, the connection is refused with the way to them, and the report lists them all the same', async () => {
  const refused = await mla('connection', 'add', 'existing', 'own', '--kubeconfig', own);
  expect(refused.exitCode).not.toBe(0);
  expect(refused.stderr).toContain('MLA-PLATFORM-011');
  expect(refused.stderr).toContain('--report rights.yaml');
  const asked = await preflight('--report', role());
  expect(asked.stdout).toMatch(/✖ .*\[rights\]/);
});

test('with the ClusterRole of the report, the account connects, passes and installs to the end', async () => {
  await asOwner('apply', '--filename', role());
  await asOwner('create', 'clusterrolebinding', roleName, `--clusterrole=${roleName}`, `--user=${person}`);
  const added = await mla('connection', 'add', 'existing', 'own', '--kubeconfig', own);
  expect(added.exitCode).toBe(0);
  const { stdout } = await mla('connection', 'test', 'own');
  expect(stdout).toContain('not a cluster administrator; preflight checks exactly the rights');
  expect((await preflight()).stdout).toMatch(/✔ Permissions of the account: The account has the rights .*\[rights\]/);

  const installed = await mla(
    ...['create', 'least', '--platform', 'existing', '--connection', 'own', '--release', 'sample', '--follow'],
  );
  expect(installed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('is ready') as string });
  const writes = await writesOf(person);
  expect(writes.length).toBeGreaterThan(40);
  expect(writes.filter(({ code }) => code === 403)).toEqual([]);
});

test('an uninstall that may not list every kind says so and does not succeed; with the second ClusterRole of the report, it removes all', async () => {
  const uninstall = (...flags: string[]): Promise<Outcome> => mla('uninstall', 'least', ...flags);
  const giveRole = (name: string): Promise<string> =>
    asOwner('create', 'clusterrolebinding', name, `--clusterrole=${name}`, `--user=${person}`);
  await kubectl(
    ['--kubeconfig', join(directory, 'owner'), 'apply', '--filename', '-'],
    JSON.stringify({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'deleter' },
      rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['delete', 'patch'] }],
    }),
  );
  await giveRole('deleter');
  expect((await uninstall('--plan')).stdout).toContain('The account may not list ');
  const half = await uninstall('--delete-data', 'sample-notebooks', '--confirm', 'least', '--follow');
  expect(half.exitCode).not.toBe(0);
  expect(`${half.stdout}${half.stderr}`).toContain('MLA-UNINSTALL-007');
  expect(await asOwner('get', 'namespaces', '-o', 'name')).toContain('sample-login');
  expect(await asOwner('get', 'deployments', '-A', '-o', 'name')).toBe('');

  await asOwner('delete', 'clusterrolebinding', 'deleter');
  await giveRole('mlanywhere-remover');
  const removed = await mla('retry', 'least', '--follow');
  expect(removed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('is removed') as string });
  expect(await asOwner('get', 'namespaces', '-o', 'name')).not.toContain('sample-');
});

test('without one of its rights, the check names what is missing', async () => {
  const whole = await readFile(role(), 'utf8');
  const without = whole.replace(/^ {4}resources: \[customresourcedefinitions\]$/m, '    resources: [other]');
  expect(without).not.toBe(whole);
  await writeFile(role(), without);
  await asOwner('apply', '--filename', role());
  const asked = await preflight();
  expect(asked.exitCode).not.toBe(0);
  expect(asked.stdout).toMatch(
    /✖ .*lacks permissions .* customresourcedefinitions\.apiextensions\.k8s\.io.*\[rights\]/,
  );
});

async function writesOf(user: string): Promise<{ readonly resource: string; readonly code: number }[]> {
  const lines = (await readFile(cluster.auditLog, 'utf8')).split('\n').filter((line) => line !== '');
  return lines
    .map(
      (line) =>
        JSON.parse(line) as {
          user: { username: string };
          objectRef: { resource: string };
          responseStatus: { code: number };
        },
    )
    .filter((entry) => entry.user.username === user)
    .map(({ objectRef, responseStatus }) => ({ resource: objectRef.resource, code: responseStatus.code }));
}
