import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { UninstallPreview } from '../../src/api/contract.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import type { Outcome } from '../../src/cli/output/terminal.fixture.ts';
import { openCommandedProduct, type CommandedProduct } from '../install/fixtures/commanded-product.fixture.ts';
import { kubectl } from '../install/fixtures/kubectl.fixture.ts';
import { startWriteGuard, type WriteGuard } from '../survival/write-guard.fixture.ts';
import { installByHand } from './fixtures/install-by-hand.fixture.ts';
import { added, snapshot } from './fixtures/snapshot.fixture.ts';

let directory: string;
let cluster: SandboxCluster;
let client: KubernetesClient;
let product: CommandedProduct;
let guard: WriteGuard;
let before: string[];
let file: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
  cluster = await startSandboxCluster({ name: 'uninstall-command', directory: join(directory, 'cluster') });
  client = createKubernetesClient(cluster.access);
  guard = await startWriteGuard(client, ['DELETE']);
  before = await snapshot(client);
  product = await openCommandedProduct(directory);
  const kubeconfig = join(directory, 'cluster.kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfig);
  await product.mla('connection', 'add', 'existing', 'here', '--kubeconfig', kubeconfig);
  file = join(directory, 'demo.yaml');
  await writeFile(
    file,
    'apiVersion: mlanywhere.dev/v1alpha1\nkind: Installation\nmetadata: { name: demo }\nspec:\n  cluster: { platform: existing, connection: here }\n  kubeflow: { release: sample }\n',
  );
});
afterAll(async () => {
  await product.close();
  await guard.close();
  await client.close();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

const words = (text: string): string => text.replaceAll(/\s+/g, ' ');

test('mla uninstall shows what goes and stays, asks, removes Kubeflow and keeps data; a re-install keeps the password', async () => {
  expect((await product.mla('apply', file, '--follow')).exitCode).toBe(0);
  const password = (await product.mla('credentials', 'demo', '--reveal')).stdout;

  const plan = await product.mla('uninstall', 'demo', '--plan', '--json');
  const preview = JSON.parse(plan.stdout) as UninstallPreview;
  expect(preview.claims).toEqual([
    {
      claim: 'sample-notebooks/data-history-database-0',
      size: '1Gi',
      usedBy: ['StatefulSet history-database'],
      reclaim: 'Delete',
      goes: false,
    },
    {
      claim: 'sample-notebooks/history-archive',
      size: '2Gi',
      usedBy: ['StatefulSet history-database'],
      reclaim: 'Delete',
      goes: false,
    },
  ]);
  expect(preview.stages.map(({ stage }) => stage)).toEqual([
    'profiles',
    'custom-resources',
    'webhooks',
    'workloads',
    'objects',
    'rights',
    'definitions',
    'namespaces',
  ]);
  expect(await product.mla('delete', 'demo')).toMatchObject({
    stdout: '',
    stderr: expect.stringContaining('run mla uninstall demo first') as string,
  });

  const unasked = await product.mla('uninstall', 'demo');
  expect(unasked.exitCode).not.toBe(0);
  expect(unasked.stderr).toContain('--yes');
  expect(added(before, await snapshot(client)).length).toBeGreaterThan(40);

  const done = await product.mla('uninstall', 'demo', '--yes', '--follow');
  expect(done).toMatchObject({ exitCode: 0 });
  expect(words(done.stdout)).toMatch(/Kubeflow of demo is removed, in [\d.]+ s: \d+ objects. The cluster stays./);
  expect(added(before, await snapshot(client)).filter((one) => !one.startsWith('PersistentVolume '))).toEqual([
    'ConfigMap sample-notebooks/kube-root-ca.crt',
    'Namespace sample-notebooks',
    'PersistentVolumeClaim sample-notebooks/data-history-database-0',
    'PersistentVolumeClaim sample-notebooks/history-archive',
    'Secret sample-notebooks/history-database',
    'ServiceAccount sample-notebooks/default',
  ]);
  expect((await product.mla('drift', 'demo')).exitCode).not.toBe(0);
  expect((await product.mla('status', 'demo')).stdout).toContain('uninstall succeeded');

  expect((await product.mla('apply', file, '--follow')).exitCode).toBe(0);
  expect((await product.mla('credentials', 'demo', '--reveal')).stdout).toBe(password);

  // Fewer components: what is left over is told, and removed when asked for.
  const fewer = (await readFile(file, 'utf8')).replace('release: sample', 'release: sample, components: [login]');
  await writeFile(file, fewer);
  const applied = await product.mla('apply', file, '--follow');
  expect(words(applied.stdout)).toContain('Remove them: mla uninstall demo --left-over');
  const trimmed = await product.mla('uninstall', 'demo', '--left-over', '--yes', '--follow');
  expect(trimmed.exitCode).toBe(0);
  expect(words(trimmed.stdout)).toContain('What demo no longer has is removed');
  const left = added(before, await snapshot(client));
  expect(left).toContain('Deployment.apps sample-login/login');
  expect(left.filter((one) => one.includes('history-recorder') || one.includes('notebook-page'))).toEqual([]);
});

test('mla cancel stops an uninstall between two objects, and the same command continues it', async () => {
  const cancelled = new Promise<Outcome>((resolve) => {
    guard.act(async (number) => {
      if (number === 3) resolve(await product.mla('cancel', 'demo'));
    });
  });
  await product.mla('uninstall', 'demo', '--yes');
  expect(await cancelled).toMatchObject({ exitCode: 0 });
  let later = 0;
  guard.act(async () => void (later += 1));
  expect((await product.mla('status', 'demo')).stdout).toContain('uninstall cancelled');
  expect(added(before, await snapshot(client))).toContain('Namespace sample-login');
  expect(later).toBe(0);

  guard.act(undefined);
  expect(await product.mla('uninstall', 'demo', '--yes', '--follow')).toMatchObject({ exitCode: 0 });
  expect(added(before, await snapshot(client))).not.toContain('Namespace sample-login');
});

test('data goes only by name and with the typed name of the installation; names that mean nothing are refused', async () => {
  const uninstall = (...flags: string[]) => product.mla('uninstall', 'demo', ...flags);
  expect(await uninstall('--delete-data', 'sample-notebooks/none', '--confirm', 'demo')).toMatchObject({
    stderr: expect.stringContaining('MLA-UNINSTALL-001') as string,
  });
  expect(await uninstall('--delete-data', 'sample-notebooks', '--yes')).toMatchObject({
    stderr: expect.stringContaining('--confirm demo') as string,
  });
  expect(await uninstall('--delete-data', 'sample-notebooks', '--confirm', 'dem')).toMatchObject({
    stderr: expect.stringContaining('MLA-UNINSTALL-002') as string,
  });
  expect(await uninstall('--remove-finalizers', 'Workspace nobody', '--yes')).toMatchObject({
    stderr: expect.stringContaining('MLA-UNINSTALL-004') as string,
  });
  const done = await uninstall('--delete-data', 'sample-notebooks', '--confirm', 'demo', '--follow');
  expect(done.exitCode).toBe(0);
  expect(added(before, await snapshot(client))).toEqual([]);
});

test('a Kubeflow that MLAnywhere did not install: what equals the release goes, all else only by its word, and what others use stays', async () => {
  const kubeconfig = join(directory, 'cluster.kubeconfig');
  const apply = (text: string) => kubectl(['--kubeconfig', kubeconfig, 'apply', '--server-side', '-f', '-'], text);
  const uninstall = (...flags: string[]) => product.mla('uninstall', '--connection', 'here', ...flags);
  expect(await uninstall('--plan')).toMatchObject({
    stderr: expect.stringMatching(/sample 1\.0\.0[^]*MLA-UNINSTALL-005/) as string,
  });
  await installByHand(client, { kubeconfig });
  await apply(madeBeside);
  const key = { namespace: 'sample-login', name: 'login-page' };
  await client.mergePatch(builtInTypes.configMap, key, { data: { title: 'Ours' } });

  const preview = JSON.parse((await uninstall('--plan', '--json')).stdout) as UninstallPreview;
  expect(preview.found).toEqual({
    release: { name: 'sample', version: '1.0.0' },
    equal: 46,
    different: 1,
    absent: 0,
    others: [],
  });
  const by = (word?: string): string[] =>
    preview.keeps.flatMap((one) => (one.takenBy === word ? one.object : [])).sort();
  expect(preview.keeps).toContainEqual({
    object: 'ConfigMap sample-login/login-page',
    because: 'sample 1.0.0 has it otherwise: data.title',
    takenBy: 'different',
  });
  expect(by('users')).toEqual(['Workspace eve']);
  expect(by('programs')).toEqual([
    'Secret sample-system/pod-presets-certificate',
    'Secret sample-system/workspace-webhook-certificate',
  ]);
  const company = ['Certificate shop/till', 'ConfigMap sample-login/company-notes'];
  expect(by()).toEqual(
    expect.arrayContaining([...company, 'Deployment sample-system/certificate-issuer', 'Namespace sample-system']),
  );
  expect(await uninstall('--take', 'Certificate shop/till', '--plan')).toMatchObject({
    stderr: expect.stringContaining('MLA-UNINSTALL-006') as string,
  });

  expect(await uninstall('--yes', '--follow')).toMatchObject({ exitCode: 0 });
  const left = added(before, await snapshot(client));
  const stays = preview.keeps.map(({ object }) => object.split(' ')[1]);
  expect(stays.filter((name) => !left.some((object) => object.endsWith(` ${name}`)))).toEqual([]);
  expect(left.filter((object) => /^Deployment/.test(object))).toEqual([
    'Deployment.apps sample-system/certificate-issuer',
  ]);

  await kubectl(['--kubeconfig', kubeconfig, 'delete', 'namespace', 'shop']);
  const all = ['--take', 'different', '--take', 'programs', '--take', 'users', '--delete-data', 'sample-notebooks'];
  expect(await uninstall(...all, '--confirm', 'found-here', '--follow')).toMatchObject({ exitCode: 0 });
  expect(added(before, await snapshot(client))).toEqual([
    'ConfigMap sample-login/company-notes',
    'ConfigMap sample-login/kube-root-ca.crt',
    'Namespace sample-login',
    'ServiceAccount sample-login/default',
  ]);
});

/** What others and users have beside a Kubeflow, and in it. */
const madeBeside = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: sample.mlanywhere.dev/v1
kind: Certificate
metadata: {name: till, namespace: shop}
spec: {secretName: till, dnsNames: [till.example.com]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: company-notes, namespace: sample-login}
data: {note: ours}
---
apiVersion: sample.mlanywhere.dev/v1
kind: Workspace
metadata: {name: eve}
spec: {namespace: sample-eve, owner: eve@example.com}
`;
