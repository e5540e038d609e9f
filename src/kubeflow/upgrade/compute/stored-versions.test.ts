import { expect, test } from 'vitest';
import { rewriteOf, type StoredDefinition } from './stored-versions.ts';

const schema = (...fields: string[]): object => ({
  type: 'object',
  properties: { spec: { type: 'object', properties: Object.fromEntries(fields.map((field) => [field, {}])) } },
});
const open = { type: 'object', properties: { spec: { 'x-kubernetes-preserve-unknown-fields': true } } };

/** The last version stores. */
const definition = (
  versions: Readonly<Record<string, object>>,
  { stored, webhook = false }: { stored?: string[]; webhook?: boolean } = {},
): StoredDefinition => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'charts.example.com' },
  spec: {
    versions: Object.entries(versions).map(([name, openAPIV3Schema], place, { length }) => ({
      name,
      served: true,
      storage: place === length - 1,
      schema: { openAPIV3Schema },
    })),
    conversion: { strategy: webhook ? 'Webhook' : 'None' },
  },
  ...(stored !== undefined && { status: { storedVersions: stored } }),
});

test('for the time of writing, a definition has all of its versions and stores the wanted one', () => {
  const rewrite = rewriteOf(
    definition({ v1: schema('size', 'color') }),
    definition({ v1alpha1: schema('size'), v1beta1: schema('size') }, { stored: ['v1alpha1', 'v1beta1'] }),
  );
  expect(rewrite).toMatchObject({
    from: ['v1alpha1', 'v1beta1'],
    to: 'v1',
    versions: [
      { name: 'v1alpha1', storage: false },
      { name: 'v1beta1', storage: false },
      { name: 'v1', served: true, storage: true },
    ],
  });
});

test('a webhook that knows both versions converts what their schemas differ in', () => {
  const found = definition({ v1: schema(), v1beta1: schema('size') }, { stored: ['v1beta1'], webhook: true });
  expect(rewriteOf(definition({ v1: schema() }), found)).toMatchObject({
    to: 'v1',
    versions: [
      { name: 'v1beta1', storage: false },
      { name: 'v1', storage: true },
    ],
  });
});

test.each([
  ['an older version', { v1beta1: open }, { v1: open }, false, 'v1beta1 is not newer than v1.'],
  ['a version of unknown age', { v1: open }, { 'two-fish': open }, false, 'v1 is not newer than two-fish.'],
  ['fewer fields', { v1: schema('size') }, { v1beta1: schema('size', 'color') }, false, 'v1 has no spec.color.'],
  ['a schema where anything was taken', { v1: schema('size') }, { v1beta1: open }, false, 'v1 has no spec.*.'],
  [
    'a version that the webhook does not know',
    { v1: open },
    { v1beta1: open },
    true,
    'The webhook that converts them does not know v1.',
  ],
])('objects are not written again in %s', (...row) => {
  const [, wanted, found, webhook, why] = row;
  expect(rewriteOf(definition(wanted), definition(found, { stored: Object.keys(found), webhook }))).toBe(why);
});

test('a version that takes anything takes what an older one lists', () => {
  const found = definition({ v1beta1: schema('size') }, { stored: ['v1beta1'] });
  expect(rewriteOf(definition({ v1: open }), found)).toMatchObject({ to: 'v1' });
});
