import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../release/canonical-json.ts';
import { markObject, splitMetadata } from './object-text.ts';
import { installationLabel, componentLabel, hashAnnotation, releaseAnnotation } from './marks.ts';

const anyObject = fc
  .record({
    metadata: fc.record({
      name: fc.string({ minLength: 1 }),
      annotations: fc.dictionary(fc.string(), fc.string()),
      labels: fc.dictionary(fc.string(), fc.string()),
    }),
    spec: fc.object({ values: [fc.string(), fc.boolean(), fc.integer()] }),
    data: fc.option(fc.dictionary(fc.string(), fc.string()), { nil: undefined }),
  })
  .map((fields) => ({ apiVersion: 'v1', kind: 'Thing', ...fields }));

describe('an object as text', () => {
  test('is marked exactly as if it had been parsed, whatever brackets and quotes its strings hold', () => {
    fc.assert(
      fc.property(anyObject, (object) => {
        const json = canonicalJson(object);
        const marked: unknown = JSON.parse(
          markObject(json, {
            installation: 'demo',
            component: 'part',
            release: { name: 'kubeflow', version: '26.03.1' },
            hash: 'abc',
          }),
        );
        const plain = JSON.parse(json) as typeof object;
        expect(marked).toEqual({
          ...plain,
          metadata: {
            ...plain.metadata,
            annotations: {
              ...plain.metadata.annotations,
              [hashAnnotation]: 'abc',
              [releaseAnnotation]: 'kubeflow 26.03.1',
            },
            labels: { ...plain.metadata.labels, [installationLabel]: 'demo', [componentLabel]: 'part' },
          },
        });
      }),
    );
  });

  test('is cut around the metadata of the object, not around a field of that name in a string before it', () => {
    const json = canonicalJson({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      data: { text: '"metadata":{"name":"wrong"}' },
      metadata: { name: 'right' },
    });
    expect(splitMetadata(json).metadata.name).toBe('right');
  });
});
