import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bringBases } from './bring-bases.ts';
import { findRemoteEntries, listComponentPaths } from './kustomizations.ts';
import { archiveAddress, readRemoteBase } from './remote-base.ts';
import { smallBases, smallSource } from '../testing/source.fixture.ts';
import type { SourceFile } from './source-tree.ts';

const tree = new Map(
  Object.entries(smallSource).map(([path, text]): [string, SourceFile] => [
    path,
    { content: Buffer.from(text), mode: '100644' },
  ]),
);
const folder = mkdtempSync(join(tmpdir(), 'mla-bases-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function fetchFile(address: string): Promise<string> {
  const file = join(folder, encodeURIComponent(address));
  writeFileSync(file, smallBases[address]!);
  return file;
}

test('the components are the resources of the example, in its order, without what is commented out', () => {
  expect(listComponentPaths(tree)).toEqual([
    'common/first/base',
    'applications/second/overlays/kubeflow',
    'applications/third',
  ]);
});

test('only remote entries that rendering reaches are found', () => {
  expect(findRemoteEntries(tree, listComponentPaths(tree)).map(({ kustomization }) => kustomization)).toEqual([
    'applications/second/base/kustomization.yaml',
    'applications/third/kustomization.yaml',
  ]);
});

test('with its bases brought, nothing remote is left, and each entry points below .remote', async () => {
  const components = listComponentPaths(tree);
  const local = await bringBases(tree, components, fetchFile);
  expect(findRemoteEntries(local.tree, components)).toEqual([]);
  expect(local.addresses).toEqual(Object.keys(smallBases));
  expect(local.tree.get('applications/second/base/kustomization.yaml')?.content.toString()).toBe(
    'resources:\n- ../../../.remote/example/engine/v1.2.3/manifests/base\n',
  );
  expect(local.tree.has('.remote/example/engine/v1.2.3/manifests/crds/kind.yaml')).toBe(true);
  expect(local.tree.has('.remote/example/engine/v1.2.3/docs/large.md')).toBe(false);
});

test('a base that its archive does not hold is named with who asks for it', async () => {
  const changed = new Map(tree).set('applications/third/kustomization.yaml', {
    mode: '100644',
    content: Buffer.from('resources:\n- https://github.com/example/engine/manifests/moved?ref=v1.2.3\n'),
  });
  await expect(bringBases(changed, ['applications/third'], fetchFile)).rejects.toMatchObject({
    code: 'MLA-KUBEFLOW-032',
    details: { path: 'manifests/moved', kustomization: 'applications/third/kustomization.yaml' },
  });
});

test.each([
  [
    'https://github.com/argoproj/argo-workflows/manifests/base/crds/minimal?ref=v3.7.3',
    {
      kind: 'folder',
      owner: 'argoproj',
      repository: 'argo-workflows',
      path: 'manifests/base/crds/minimal',
      ref: 'v3.7.3',
    },
  ],
  ['github.com/o/r//a/b?ref=v1', { kind: 'folder', owner: 'o', repository: 'r', path: 'a/b', ref: 'v1' }],
  ['https://github.com/o/r.git/a/?ref=main', { kind: 'folder', owner: 'o', repository: 'r', path: 'a', ref: 'main' }],
  [
    'https://github.com/k/j/releases/download/v0.11.0/manifests.yaml',
    { kind: 'file', address: 'https://github.com/k/j/releases/download/v0.11.0/manifests.yaml' },
  ],
])('%s is read', (entry, base) => {
  expect(readRemoteBase({ kustomization: 'k', entry })).toEqual(base);
});

test.each([
  'git@github.com:o/r.git//a',
  'http://example.org/a.yaml',
  'https://gitlab.com/o/r//a?ref=v1',
  'https://github.com/o/r/../../x?ref=v1',
  'https://github.com/o/r//a?ref=../../etc',
  'https://github.com/o/r//a',
])('%s is an address of no form that is fetched', (entry) => {
  expect(() => readRemoteBase({ kustomization: 'k', entry })).toThrow(
    expect.objectContaining({ code: 'MLA-KUBEFLOW-031' }),
  );
});

test('a commit and a tag have archives of their own', () => {
  expect(archiveAddress('o/r', 'v1')).toBe('https://github.com/o/r/archive/refs/tags/v1.tar.gz');
  expect(archiveAddress('o/r', 'f09f3eeaa25cc852665f460497a42b7fc68639ac')).toBe(
    'https://github.com/o/r/archive/f09f3eeaa25cc852665f460497a42b7fc68639ac.tar.gz',
  );
});
