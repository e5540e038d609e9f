import { describe, expect, test } from 'vitest';
import { readYamlDocuments } from './kubernetes-yaml.ts';

/** Each scalar with what `kubectl annotate --local -o json` (1.32 and 1.36) makes of it. */
const asKubectlReadsIt: readonly (readonly [string, unknown])[] = [
  ['yes', true],
  ['y', true],
  ['on', true],
  ['NO', false],
  ['n', false],
  ['0644', 420],
  ['0o17', 15],
  ['08', 8],
  ['1_000', 1000],
  ['0x1F', 31],
  ['0x_1', 1],
  ['0b11', 3],
  ['+12', 12],
  ['-0', 0],
  ['1e3', 1000],
  ['1.0', 1],
  ['.5', 0.5],
  ['1.', 1],
  ['1.5e+20', 150000000000000000000],
  ['1e400', '1e400'],
  ['12:30', '12:30'],
  ['1:2:3', '1:2:3'],
  ['2001-01-01', '2001-01-01'],
  ['2001-01-01T10:00:00Z', '2001-01-01T10:00:00Z'],
  ['"0644"', '0644'],
  ['~', null],
  ['!!binary aGVsbG8=', 'hello'],
];

describe('YAML as kubectl reads it', () => {
  test.each(asKubectlReadsIt)('%s', (scalar, value) => {
    expect(readYamlDocuments(`value: ${scalar}`)).toEqual([{ value }]);
  });

  test('turns keys that look like booleans and numbers into text', () => {
    expect(readYamlDocuments('n: 1\n1.5: 2\n1: 3')).toEqual([{ false: 1, '1.5': 2, '1': 3 }]);
  });

  test('merges << keys', () => {
    expect(readYamlDocuments('base: &base {a: 1}\nmore:\n  <<: *base\n  b: 2')).toEqual([
      { base: { a: 1 }, more: { a: 1, b: 2 } },
    ]);
  });

  test('refuses a file that would explode when written out', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `l${level}: &l${level} [${Array(100)
          .fill(`*l${level - 1}`)
          .join(', ')}]`,
    );
    expect(() => readYamlDocuments(['l0: &l0 [x]', ...levels.slice(1)].join('\n'))).toThrow(/alias/i);
  });

  test('keeps an empty document as null', () => {
    expect(readYamlDocuments('a: 1\n---\n---\nb: 2')).toEqual([{ a: 1 }, null, { b: 2 }]);
  });
});
