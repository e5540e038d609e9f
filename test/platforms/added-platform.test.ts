import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Installation } from '../../src/installation/installation.ts';
import { printInstallation } from '../../src/installation/print-installation.ts';
import { readInstallation } from '../../src/installation/yaml.ts';
import { runInPipe, type Outcome } from '../../src/cli/output/terminal.fixture.ts';
import { openBoxedProduct, type BoxedProduct } from './box/service.fixture.ts';

// What a fourth platform takes: a line in the registry, and one in the list of implementations.
vi.mock(import('../../src/platforms/registry.ts'), async (importOriginal) => {
  const { platformDefinitions } = await importOriginal();
  const { box } = await import('./box/definition.ts');
  return { platformDefinitions: [...platformDefinitions, box] } as never;
});
vi.mock(import('../../src/platforms/implementations.ts'), async (importOriginal) => {
  const { platformImplementations } = await importOriginal();
  const { boxImplementation } = await import('./box/platform.ts');
  return { platformImplementations: { ...platformImplementations, box: boxImplementation } };
});

const key = 'key-of-the-box-9f2c';
const yaml = (part = '', box = 'shelf: top, image: box-1.36.0') => `apiVersion: mlanywhere.dev/v1alpha1
kind: Installation
metadata: { name: boxed }
spec:
  cluster: { platform: box, connection: rack, box: { ${box} } }
  kubeflow: { release: sample }
${part}`;

let directory: string;
let product: BoxedProduct;
const mla = (words: readonly string[], input = ''): Promise<Outcome> =>
  runInPipe(words, { environment: product.environment, input });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-added-platform-'));
  product = await openBoxedProduct();
  expect(
    await mla(['connection', 'add', 'box', 'rack', '--address', 'box.example.com', '--password-stdin'], `${key}\n`),
  ).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Saved rack: box.example.com') as string });
});
afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function fileWith(text: string): Promise<string> {
  const file = join(directory, 'boxed.yaml');
  await writeFile(file, text);
  return file;
}

test('an added platform has its YAML, with defaults filled in and left out again', () => {
  const installation = readInstallation(yaml());
  expect(installation.spec.cluster).toMatchObject({ platform: 'box', box: { shelf: 'top', workers: { count: 3 } } });
  expect(printInstallation(installation)).not.toContain('workers');
  expect(() => readInstallation(yaml('', 'shelf: top'))).toThrow(/spec\.cluster\.box\.image is missing/);
  expect(() => readInstallation(yaml().replace('platform: box', 'platform: bok'))).toThrow(
    /ccp, existing, sandbox, kind, k3d, minikube, box/,
  );
});

test('a wish that an added platform cannot honour is refused with the reason', () => {
  const proxy = (pods: string): string => `  proxy: { http: "http://proxy:3128", pods: ${pods} }`;
  expect(() => readInstallation(yaml(proxy('none')))).toThrow(
    /spec\.proxy has no effect without pods of Kubeflow: MLAnywhere sets no proxy on nodes of the platform box/,
  );
  // Its pods are as others.
  expect(readInstallation(yaml(proxy('all'))).spec.proxy).toMatchObject({ pods: 'all' });
});

test('an added platform is in the API, its secret goes in and never comes out', async () => {
  expect(await product.client.call('listPlatforms', {})).toContainEqual(
    expect.objectContaining({
      id: 'box',
      title: 'Box in the rack',
      needs: ['a box with a free shelf'],
      available: true,
    }),
  );
  const connections = await product.client.call('listConnections', {});
  expect(connections).toEqual([
    { name: 'rack', platform: 'box', address: 'box.example.com', trust: { mode: 'system' } },
  ]);
});

test('an added platform makes its cluster, and its secret is masked in what the run says', async () => {
  const file = await fileWith(yaml().replace('{ release: sample }', 'null'));
  expect(await mla(['apply', '-f', file, '--follow'])).toMatchObject({ exitCode: 0 });
  const { run } = await product.client.call('getInstallation', { params: { name: 'boxed' } });
  const events = await product.client.call('listEvents', { params: { id: run?.id ?? '' }, query: {} });
  expect(run?.state).toBe('succeeded');
  expect(events.find(({ type }) => type === 'cluster.requested')).toMatchObject({
    message: 'Box in the rack accepted the request for cluster boxed',
    data: { nodes: 4 },
  });
  expect(JSON.stringify(events)).toContain('The box was opened with [secret]');
  expect(JSON.stringify(events)).not.toContain(key);
});

test('an added platform has its flags in the command line, and is named where another one is meant', async () => {
  const { stdout } = await mla(['connection', 'add', '--help']);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('Platform: ccp, existing, box');
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/--address <url> ccp, box: /);
  expect(await mla(['connection', 'add', 'box', 'other'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--address') as string,
  });
});

test('preflight judges an added platform’s image and name before a cluster is ordered', async () => {
  const old = await mla(['preflight', '-f', await fileWith(yaml('', 'shelf: top, image: box-1.19.3'))]);
  expect(old.exitCode).not.toBe(0);
  expect(old.stderr).toMatch(
    /The image box-1\.19\.3 creates a cluster with Kubernetes 1\.19\.3[^]*Boxes of last year end/,
  );
  const fine = { ...readInstallation(yaml()), metadata: { name: 'taken' } } as Installation;
  expect(await product.client.call('runPreflight', { body: fine })).toEqual([
    expect.objectContaining({ id: 'kubernetes-version', outcome: 'passed' }),
    expect.objectContaining({
      id: 'cluster-name',
      outcome: 'failed',
      evidence: expect.stringContaining('Box in the rack') as string,
    }),
    expect.objectContaining({ id: 'cluster-later' }),
  ]);
});

test('where this machine has not what an added platform needs, the reason and the fix are told', async () => {
  await using without = await openBoxedProduct({ withBox: false });
  expect(await without.client.call('listPlatforms', {})).toContainEqual(
    expect.objectContaining({
      id: 'box',
      available: false,
      unavailableBecause:
        'The box needs Docker, which is not on this machine. Install Docker, then start MLAnywhere again.',
    }),
  );
  await expect(without.client.call('applyInstallation', { body: readInstallation(yaml()) })).rejects.toMatchObject({
    code: 'MLA-SERVER-012',
  });
});
