import { expect, test } from 'vitest';
import { type FieldSet, hasField, lostFields, pathText, valueAt } from './field-set.ts';

const lost = (said: unknown, owned: FieldSet): string[] => lostFields(said, owned).map(pathText);

/** As the API server wrote it for a Deployment that was applied. */
const owned: FieldSet = {
  'f:metadata': { 'f:annotations': { 'f:example.com/a': {} } },
  'f:spec': {
    'f:replicas': {},
    'f:selector': {},
    'f:template': {
      'f:spec': {
        'f:containers': {
          'k:{"name":"dex"}': {
            '.': {},
            'f:image': {},
            'f:name': {},
            'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
          },
        },
      },
    },
  },
};
const said = {
  metadata: { annotations: { 'example.com/a': 'x' } },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'dex' } },
    template: { spec: { containers: [{ name: 'dex', image: 'dex:1', ports: [{ containerPort: 80 }] }] } },
  },
};

test('nothing is lost while all that was said is owned', () => {
  expect(lost(said, owned)).toEqual([]);
});

test.each<[string, (copy: typeof owned) => FieldSet, string[]]>([
  [
    'a field',
    ({ 'f:spec': { 'f:replicas': _taken, ...spec } = {}, ...rest }) => ({ ...rest, 'f:spec': spec }),
    ['spec.replicas'],
  ],
  [
    'an annotation with dots',
    ({ 'f:metadata': _taken, ...rest }) => ({ ...rest, 'f:metadata': { 'f:annotations': { '.': {} } } }),
    ['metadata.annotations[example.com/a]'],
  ],
  [
    'an image',
    ({ 'f:spec': spec = {}, ...rest }) => ({
      ...rest,
      'f:spec': {
        ...spec,
        'f:template': {
          'f:spec': {
            'f:containers': {
              'k:{"name":"dex"}': {
                '.': {},
                'f:name': {},
                'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
              },
            },
          },
        },
      },
    }),
    ['spec.template.spec.containers[dex].image'],
  ],
  [
    'a whole container',
    ({ 'f:spec': spec = {}, ...rest }) => ({
      ...rest,
      'f:spec': { ...spec, 'f:template': { 'f:spec': { 'f:containers': { '.': {} } } } },
    }),
    ['spec.template.spec.containers[dex]'],
  ],
])('what someone else took is found: %s', (_what, change, paths) => {
  expect(lost(said, change(owned))).toEqual(paths);
});

test('an empty value claims nothing: it is a place for others to fill in', () => {
  expect(
    lost(
      { rules: [], webhooks: [{ name: 'a', clientConfig: { caBundle: '' } }], status: {}, creationTimestamp: null },
      { 'f:webhooks': { 'k:{"name":"a"}': { '.': {}, 'f:name': {} } } },
    ),
  ).toEqual([]);
});

test('false and 0 are values', () => {
  expect(lost({ enabled: false, count: 0 }, { '.': {} })).toEqual(['enabled', 'count']);
});

test('items of a set are looked for by their value', () => {
  expect(lost({ finalizers: ['a', 'b'] }, { 'f:finalizers': { '.': {}, 'v:"a"': {} } })).toEqual(['finalizers[b]']);
});

test('a value is found by the keys of its item, wherever it stands', () => {
  const object = {
    list: [
      { name: 'other', image: 'o' },
      { name: 'dex', image: 'evil' },
    ],
  };
  expect(valueAt(object, ['list', { item: { name: 'dex' } }, 'image'])).toBe('evil');
  expect(valueAt(object, ['list', { item: { name: 'gone' } }, 'image'])).toBeUndefined();
});

test('who wrote a field is who owns it or all that it is in', () => {
  const path = ['spec', 'containers', { item: { name: 'dex' } }, 'image'];
  expect(hasField({ 'f:spec': { 'f:containers': { 'k:{"name":"dex"}': { 'f:image': {} } } } }, path)).toBe(true);
  expect(hasField({ 'f:spec': {} }, path)).toBe(true);
  expect(hasField({ 'f:spec': { 'f:containers': { 'k:{"name":"other"}': { 'f:image': {} } } } }, path)).toBe(false);
});
