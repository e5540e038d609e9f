import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { buildSampleRelease } from '../sample/sample-release.ts';
import { buildBundle } from './build-release.ts';
import { digestOf, loadRelease } from './load-release.ts';

const configMap = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
const build = (text: string, name = '01-part.yaml'): Buffer =>
  buildBundle([{ name, text }], { version: '1', catalogue: [] });
const codeOf = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (error) {
    return error;
  }
};

describe('a bundle', () => {
  test('has the same bytes each time it is built', async () => {
    expect(digestOf(await buildSampleRelease())).toBe(digestOf(await buildSampleRelease()));
  });

  test('says nothing about when and on which system it was packed', () => {
    const bundle = build(configMap('a'));
    expect([...bundle.subarray(4, 8)]).toEqual([0, 0, 0, 0]);
    expect(bundle[9]).toBe(255);
  });

  test('does not depend on the order in which the YAML was written', () => {
    const reordered = 'kind: ConfigMap\nmetadata: {name: a}\napiVersion: v1\n';
    expect(digestOf(build(reordered))).toBe(digestOf(build(configMap('a'))));
  });

  test('gives back objects, keys, components and hashes', () => {
    const release = loadRelease(build(configMap('a')));
    expect(release).toMatchObject({ name: 'kubeflow', version: '1', components: [{ name: 'part' }] });
    expect(release.objects[0]).toMatchObject({ key: { kind: 'ConfigMap', name: 'a' }, component: 'part' });
    expect(release.objects[0]?.object).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
    expect(release.objects[0]?.json).toBe('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}');
  });

  test('says what a definition serves without parsing it', async () => {
    const release = loadRelease(await buildSampleRelease());
    const workspaces = release.objects.find((object) => object.key.name === 'workspaces.sample.mlanywhere.dev');
    expect(workspaces?.serves).toEqual({
      group: 'sample.mlanywhere.dev',
      kind: 'Workspace',
      plural: 'workspaces',
      namespaced: false,
      versions: ['v1', 'v1beta1'],
      storageVersion: 'v1',
      conversion: { namespace: 'sample-system', name: 'workspace-controller' },
    });
  });

  test('takes the items of a List one by one', () => {
    const list =
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: b}\n';
    expect(loadRelease(build(list)).objects.map((object) => object.key.name)).toEqual(['a', 'b']);
  });
});

describe('a folder that cannot be a release', () => {
  test('is told which document of which file is not an object, and what is missing', () => {
    const error = codeOf(() => build(`${configMap('a')}---\nfoo: bar\n`));
    expect(error).toMatchObject({
      code: 'MLA-KUBEFLOW-004',
      details: { place: '01-part.yaml, document 2', missing: 'apiVersion, kind, metadata.name' },
    });
  });

  test('is told where the same object is for the second time', () => {
    const error = codeOf(() => build(`${configMap('a')}---\n${configMap('a')}`));
    expect(error).toMatchObject({
      code: 'MLA-KUBEFLOW-005',
      details: { first: '01-part.yaml, document 1', second: '01-part.yaml, document 2' },
    });
  });

  test('is told which file is not YAML', () => {
    expect(codeOf(() => build('a: [1\nb: }'))).toMatchObject({
      code: 'MLA-KUBEFLOW-006',
      details: { place: '01-part.yaml' },
    });
  });

  test('is told of a number that would not survive', () => {
    expect(codeOf(() => build(`${configMap('a')}data:\n  x: 9007199254740993\n`))).toMatchObject({
      code: 'MLA-KUBEFLOW-006',
    });
  });
});

describe('loading', () => {
  test('refuses another digest than the one expected', () => {
    const error = codeOf(() =>
      loadRelease(build(configMap('a')), { digest: `sha256:${'0'.repeat(64)}`, origin: 'a.mlarelease' }),
    );
    expect(error).toMatchObject({ code: 'MLA-KUBEFLOW-002', details: { origin: 'a.mlarelease' } });
  });

  test('refuses a file that was cut off', () => {
    const bundle = build(configMap('a'));
    expect(codeOf(() => loadRelease(bundle.subarray(0, bundle.length - 12)))).toMatchObject({
      code: 'MLA-KUBEFLOW-003',
    });
  });

  test('refuses a file whose objects do not add up', () => {
    const shorter = gzipSync(gunzipSync(build(configMap('a'))).subarray(0, -10));
    expect(codeOf(() => loadRelease(shorter))).toMatchObject({ code: 'MLA-KUBEFLOW-003' });
  });

  test('refuses a file of another format', () => {
    expect(codeOf(() => loadRelease(gzipSync('{"format":"something-else"}\n')))).toMatchObject({
      code: 'MLA-KUBEFLOW-003',
    });
  });
});
