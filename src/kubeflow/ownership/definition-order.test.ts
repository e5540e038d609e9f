import { describe, expect, test } from 'vitest';
import { compareDefinitions, lostStoredVersions, unservedVersions, type Definition } from './definition-order.ts';
import { compareVersions, tagOf } from './versions.ts';

interface Field {
  [name: string]: Field;
}
const schemaOf = (fields: Field): object => ({
  type: 'object',
  properties: Object.fromEntries(Object.entries(fields).map(([name, below]) => [name, schemaOf(below)])),
});
const definition = (
  versions: Record<string, Field | 'anything'>,
  { version, stored = [] }: { version?: string; stored?: string[] } = {},
): Definition => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: 'things.example.com',
    labels: version === undefined ? {} : { 'app.kubernetes.io/version': version },
  },
  spec: {
    versions: Object.entries(versions).map(([name, fields]) => ({
      name,
      served: true,
      schema: {
        openAPIV3Schema: fields === 'anything' ? { 'x-kubernetes-preserve-unknown-fields': true } : schemaOf(fields),
      },
    })),
  },
  status: { storedVersions: stored },
});

const small = { spec: { size: {} } };
const large = { spec: { size: {}, color: { name: {} } } };

describe('of two definitions the newer one', () => {
  test.each([
    [
      'is the one of the newer software',
      definition({ v1: large }, { version: 'v1.20.2' }),
      definition({ v1: small }, { version: 'v1.21.1' }),
      'found',
      'v1.21.1 here, v1.20.2 in this release',
    ],
    [
      'is not the other way round',
      definition({ v1: small }, { version: '1.30.1' }),
      definition({ v1: large }, { version: '1.9.0' }),
      'planned',
      '1.9.0 here, 1.30.1 in this release',
    ],
    [
      'is none when both are of the same software',
      definition({ v1: small }, { version: 'v1.20.2' }),
      definition({ v1: large }, { version: '1.20.2' }),
      'neither',
      '1.20.2 here, v1.20.2 in this release',
    ],
    [
      'is the one that accepts a field more',
      definition({ v1: small }),
      definition({ v1: large }),
      'found',
      'also accepts v1.spec.color',
    ],
    [
      'is the one that has a version more',
      definition({ v1: small, v2: small }),
      definition({ v1: small }),
      'planned',
      'also accepts v2',
    ],
    [
      'is none when they accept the same',
      definition({ v1: small }),
      definition({ v1: small }),
      'neither',
      'also accepts nothing more',
    ],
    [
      'is not to be told when each has a field of its own',
      definition({ v1: { spec: { a: {} } } }),
      definition({ v1: { spec: { b: {} } } }),
      'unclear',
      "accepts v1.spec.b, which this release's lacks, and lacks v1.spec.a",
    ],
    [
      'is not to be told when the one in the cluster takes anything',
      definition({ v1: small }),
      definition({ v1: 'anything' }),
      'unclear',
      "accepts v1.*, which this release's lacks, and lacks v1.spec",
    ],
  ] as const)('%s', (...row) => {
    const [, planned, found, newer, because] = row;
    expect(compareDefinitions(planned, found)).toEqual({ newer, because });
  });

  test('that cannot be told by itself is told by the programs beside it', () => {
    expect(
      compareDefinitions(definition({ v1: small }), definition({ v1: 'anything' }), {
        planned: '1.30.1',
        found: '1.26.3',
      }).newer,
    ).toBe('planned');
  });
});

test('a version that objects are stored as must not be lost, and one that is needed must be served', () => {
  const [planned, found] = [definition({ v1: small }), definition({ v1alpha2: small }, { stored: ['v1alpha2'] })];
  expect(lostStoredVersions(planned, found)).toEqual(['v1alpha2']);
  expect(unservedVersions(planned, found)).toEqual(['v1']);
  expect(lostStoredVersions(found, planned)).toEqual([]);
});

test.each([
  ['1.30.1', '1.9.0', 1],
  ['26.03', '26.03.1', -1],
  ['v1.20.2', '1.20.2', 0],
  ['1.21.0-rc.1', '1.21.0', -1],
  ['1.36.3-gke.100', '1.36.3', 0],
  ['latest', '1.0.0', undefined],
])('%s against %s', (left, right, sign) => {
  const order = compareVersions(left, right);
  expect(order === undefined ? undefined : Math.sign(order)).toBe(sign);
});

test.each([
  ['registry.example.com:5000/istio/pilot:1.26.3', '1.26.3'],
  ['registry.example.com:5000/istio/pilot', undefined],
  ['quay.io/x/y:v1.2.3@sha256:abc', 'v1.2.3'],
  ['gcr.io/x/y@sha256:abc', undefined],
])('the tag of %s is %s', (image, tag) => expect(tagOf(image)).toBe(tag));
