import { expect, test } from 'vitest';
import { isError } from '../../errors/error.ts';
import { findAccelerator } from './accelerators.ts';
import { chooseImage, findNotebookImage } from './images.ts';
import type { DemoClient, DemoPlace } from './demo-names.ts';

const { signal } = new AbortController();
const offered = [
  'mirror.example/kubeflow/jupyter-scipy:v1.11.0',
  'mirror.example/kubeflow/jupyter-pytorch-full:v1.11.0',
  'mirror.example/kubeflow/jupyter-pytorch-cuda-full:v1.11.0',
  'mirror.example/tensorflow/jupyter-scipy:v1.11.0',
  'mirror.example/kubeflow/jupyter-tensorflow-full@sha256:aa',
];

test.each([
  ['tensorflow', undefined, 'mirror.example/kubeflow/jupyter-tensorflow-full@sha256:aa'],
  ['pytorch', undefined, 'mirror.example/kubeflow/jupyter-pytorch-full:v1.11.0'],
  ['pytorch', 'nvidia.com/gpu', 'mirror.example/kubeflow/jupyter-pytorch-cuda-full:v1.11.0'],
  ['tensorflow', 'nvidia.com/gpu', undefined],
  ['pytorch', 'amd.com/gpu', undefined],
] as const)('the image for %s on %s', (framework, accelerator, image) => {
  expect(chooseImage(offered, { framework, accelerator })).toBe(image);
});

/** A cluster whose web app has these settings, and a node with these resources. */
function clusterOf(settings: string | undefined, allocatable: Readonly<Record<string, string>> = {}): DemoPlace {
  const volumes = [{ name: 'logos' }, { name: 'config', configMap: { name: 'settings-of-now' } }];
  const objects: Readonly<Record<string, object>> = {
    'jupyter-web-app-deployment': { spec: { template: { spec: { volumes } } } },
    ...(settings !== undefined && { 'settings-of-now': { data: { 'spawner_ui_config.yaml': settings } } }),
    'settings-of-before': { data: { 'spawner_ui_config.yaml': '- old/jupyter-tensorflow-full:v1' } },
  };
  const client = {
    get: async (_: unknown, { name }: { name: string }) => objects[name],
    list: async () => [{ status: { allocatable } }],
  };
  return { client: client as unknown as DemoClient, installation: 'demo', namespace: 'ann', signal };
}

test('the image is one of the settings that the web app uses now', async () => {
  const settings = `image:\n  options:\n${offered.map((image) => `  - ${image}`).join('\n')}\n`;
  const wish = { framework: 'tensorflow', accelerator: undefined } as const;
  expect(await findNotebookImage(clusterOf(settings), wish)).toBe(offered.at(-1));
  const missing = await findNotebookImage(clusterOf(undefined), wish).catch((thrown: unknown) => thrown);
  expect(isError(missing, 'demoContent.noImage')).toBe(true);
});

test.each([
  [{ 'nvidia.com/gpu': '2' }, 'nvidia.com/gpu'],
  [{ 'amd.com/gpu': '1' }, 'amd.com/gpu'],
  [{ 'nvidia.com/gpu': '0', cpu: '8' }, undefined],
])('what a node with %j offers', async (allocatable, accelerator) => {
  expect(await findAccelerator(clusterOf('', allocatable))).toBe(accelerator);
});
