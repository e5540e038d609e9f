import { expect, test } from 'vitest';
import { installedLines, statusLines } from './demo-lines.ts';

const run = {
  id: '1',
  state: 'SUCCEEDED',
  steps: [],
  path: '/_/pipeline/?ns=ann#/runs/details/1',
} as const;
const ide = { kind: 'Notebook', path: '/notebook/ann/mlanywhere-demo/' } as const;
const made = { namespace: 'ann', variant: 'PyTorch', image: 'registry.example/a:1', ide, run };

test('where the installation has an address, notebook and run are whole links', () => {
  const place = { name: 'demo', address: 'https://kubeflow.example' };
  expect(installedLines(place, made)).toEqual([
    'The demo is ready in ann, with PyTorch.',
    'Notebook: https://kubeflow.example/notebook/ann/mlanywhere-demo/',
    'Run: https://kubeflow.example/_/pipeline/?ns=ann#/runs/details/1 (SUCCEEDED)',
  ]);
  expect(statusLines(place, { ...made, ide: { ...ide, state: 'ready' } })).toContain(
    'Notebook: ready, https://kubeflow.example/notebook/ann/mlanywhere-demo/',
  );
});

test('where a port is forwarded, the command that opens the page is given, in quotes for a shell', () => {
  const place = { name: 'demo', address: null };
  expect(installedLines(place, made).at(-1)).toBe("Open a page: mla open demo --path '/notebook/ann/mlanywhere-demo/'");
  expect(statusLines(place, { ...made, ide: undefined }).at(-1)).toBe(
    "Open a page: mla open demo --path '/_/pipeline/?ns=ann#/runs/details/1'",
  );
});
