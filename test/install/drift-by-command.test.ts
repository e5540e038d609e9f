import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { Outcome } from '../../src/cli/output/terminal.fixture.ts';
import { openCommandedProduct, type CommandedProduct } from './fixtures/commanded-product.fixture.ts';
import { kubectl } from './fixtures/kubectl.fixture.ts';

/* What an operator sees of changes by others: the real commands, server, store and API server; a release of four objects. */

const objects = `
apiVersion: v1
kind: Namespace
metadata: { name: small }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: small }
data: { level: info }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: front, namespace: small }
spec: { replicas: 1, selector: { matchLabels: { app: front } }, template: { metadata: { labels: { app: front } }, spec: { containers: [{ name: front, image: "small/front:1" }] } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: back, namespace: small }
spec: { replicas: 1, selector: { matchLabels: { app: back } }, template: { metadata: { labels: { app: back } }, spec: { containers: [{ name: back, image: "small/back:1", envFrom: [{ configMapRef: { name: settings } }] }] } } }
`;

let directory: string;
let cluster: SandboxCluster;
let product: CommandedProduct;
let file: string;
let kubeconfig: string;

const mla = (...words: string[]): Promise<Outcome> => product.mla(...words);
const run = (...words: string[]): Promise<string> => kubectl(['--kubeconfig', kubeconfig, ...words]);
const pick = (object: string, path: string): Promise<string> =>
  run('get', ...object.split(' '), '-n', 'small', '-o', `jsonpath={${path}}`);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-drift-'));
  [file, kubeconfig] = [join(directory, 'small.yaml'), join(directory, 'kubeconfig')];
  cluster = await startSandboxCluster({ name: 'drift-by-command', directory });
  await writeFile(kubeconfig, cluster.kubeconfig);
  product = await openCommandedProduct(directory);
  await mkdir(join(directory, 'rendered'));
  await writeFile(join(directory, 'rendered', '01-small.yaml'), objects);
  const bundle = join(directory, 'small.mlarelease');
  expect(
    await mla('release', 'build', join(directory, 'rendered'), '-o', bundle, '--name', 'small', '--release', '9.9.9'),
  ).toMatchObject({ exitCode: 0 });
  expect(await mla('release', 'add', bundle)).toMatchObject({ exitCode: 0 });
  expect(await mla('connection', 'add', 'existing', 'here', '--kubeconfig', kubeconfig)).toMatchObject({ exitCode: 0 });
  await writeFile(
    file,
    'apiVersion: mlanywhere.dev/v1alpha1\nkind: Installation\nmetadata: { name: small }\nspec:\n  cluster: { platform: existing, connection: here }\n  kubeflow: { release: "small@9.9.9" }\n',
  );
});
afterAll(async () => {
  await product.close();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

test('mla drift lists what others changed, mla apply keeps and tells it, and --repair puts it back', async () => {
  expect(await mla('apply', file, '--follow')).toMatchObject({
    exitCode: 0,
    stderr: '',
    stdout: expect.stringMatching(/Small is ready in [\d.]+ s\. Simulated: /) as string,
  });
  expect(await mla('drift', 'small')).toMatchObject({
    exitCode: 0,
    stdout: 'Nothing of this installation was changed by others.\n',
  });

  await run('set', 'image', 'deployment/front', 'front=evil.example/front:1', '-n', 'small');
  await run('delete', 'configmap', 'settings', '-n', 'small');
  const looked = await mla('drift', 'small');
  expect(looked.exitCode).toBe(4);
  expect(looked.stdout).toMatch(/^By others: 1 object changed, 1 object removed: /);
  expect(looked.stdout).toMatch(
    /Deployment.apps small\/front: spec.template.spec.containers\[front\].image small\/front:1 → evil.example\/front:1 \(kubectl-set, .* UTC\)/,
  );
  expect(looked.stdout).toContain('ConfigMap small/settings: removed');
  expect(await pick('deployment front', '.spec.template.spec.containers[0].image')).toBe('evil.example/front:1');

  const applied = await mla('apply', file, '--follow');
  expect(applied.exitCode).toBe(0);
  expect(applied.stdout).toMatch(
    /changes: By others: 1 object changed: Deployment.apps small\/front \(kubectl-set\)\. Sent again: 1 object\./,
  );
  expect(applied.stdout).toMatch(/Small is ready in .* s, with 1 change by others\./);
  expect(applied.stdout).toContain('ConfigMap small/settings: removed; sent again');
  expect(applied.stdout).toContain('Undo these changes: mla apply -f FILE --repair');
  expect(await pick('deployment front', '.spec.template.spec.containers[0].image')).toBe('evil.example/front:1');
  expect(await pick('configmap settings', '.data.level')).toBe('info');

  const repaired = await mla('apply', file, '--follow', '--repair');
  expect(repaired.stdout).toMatch(/Small is ready in [\d.]+ s\. Simulated: /);
  expect(repaired.stdout).toMatch(/image small\/front:1 → evil.example\/front:1 .*; sent again/);
  expect(await pick('deployment front', '.spec.template.spec.containers[0].image')).toBe('small/front:1');
  expect((await mla('drift', 'small')).exitCode).toBe(0);
});

test('mla kubeconfig issues, lists and revokes kubeconfigs for namespaces, and mla delete lists and revokes the rest', async () => {
  const output = join(directory, 'small.kubeconfig');
  const issue = ['kubeconfig', 'small', '--namespace', 'small', '--lifetime', '1h', '--output', output];
  const issued = await mla(...issue);
  const said = /^Role edit in the namespace small until (\S+)\. Revoke it: .* --revoke (\S+)\n$/.exec(issued.stderr);
  const [, until = '', id = ''] = said ?? [];
  expect(Math.abs(Date.parse(until) - Date.now() - 3_600_000)).toBeLessThan(300_000);
  expect((await stat(output)).mode & 0o777).toBe(0o600);
  expect(await kubectl(['--kubeconfig', output, 'get', 'configmap', 'settings', '-o', 'name'])).toContain('settings');

  const listed = await mla('kubeconfig', 'small', '--list', '--json');
  expect(JSON.parse(listed.stdout)).toMatchObject({ kubeconfigs: [{ id, namespace: 'small', expiresAt: until }] });
  const nowhere = await mla('kubeconfig', 'small', '--namespace', 'small', '--output', join(directory, 'no', 'file'));
  expect(nowhere).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('the folder does not exist') as string,
  });
  expect((await mla('kubeconfig', 'small', '--list', '--json')).stdout).toBe(listed.stdout);
  expect(await mla('kubeconfig', 'small', '--revoke', id)).toMatchObject({ exitCode: 0 });
  expect((await mla('kubeconfig', 'small', '--revoke', id)).stderr).toContain('There is no kubeconfig');
  expect((await mla('kubeconfig', 'small', '--list')).stdout).toBe('No kubeconfigs for single namespaces.\n');
  expect((await mla(...issue.with(5, '10s'))).stderr).toContain('is not a duration of 10 minutes to 30 days');

  await mla(...issue);
  const asked = await mla('delete', 'small');
  expect(asked.stderr).toMatch(/removes:\n(.*\n)* {2}- the kubeconfig mlanywhere-\w+ for the namespace small \(valid/);
  const deleted = await mla('delete', 'small', '--yes', '--follow');
  expect(deleted).toMatchObject({ exitCode: 0 });
  expect(deleted.stdout).toMatch(/the kubeconfig mlanywhere-\w+ for the namespace small \(valid until/);
  expect(await run('get', 'serviceaccounts', '-A', '-l', 'mlanywhere.dev/kubeconfig-of', '-o', 'name')).toBe('');
});
