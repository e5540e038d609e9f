import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readYaml, readYamlDocuments, UnreadableYaml } from './yaml.ts';

const limits = { longest: 10_000 };

function refusalOf(text: string): Error {
  try {
    readYaml(text, limits);
  } catch (error) {
    return error as Error;
  }
  throw new Error(`this was read: ${text}`);
}

describe('YAML that someone else wrote', () => {
  test('is read as one document or as many, without the empty ones', () => {
    expect(readYaml('---\na: [1, two]\n---\n', limits)).toEqual({ a: [1, 'two'] });
    expect(readYaml('', limits)).toBeUndefined();
    expect(readYamlDocuments('a: 1\n---\nb: 2', limits)).toEqual([{ a: 1 }, { b: 2 }]);
  });

  test.each([
    ['repeats a part', 'a: &a x\nb: *a', /aliases/],
    ['holds itself', 'a: &a { b: *a }', /aliases/],
    ['nests too deep', '['.repeat(60), /maxDepth/],
    ['is too long', 'x'.repeat(10_001), /10001 characters, 10000 are allowed/],
    ['has two documents where one is wanted', 'a\n---\nb', /2 documents/],
    ['is a picture', '\u0089PNG\r\n\u001a\n\0\0\0', /null byte/],
  ])('is refused with the reason when it %s', (_what, text, reason) => {
    expect(() => readYaml(text, limits)).toThrow(UnreadableYaml);
    expect(() => readYaml(text, limits)).toThrow(reason);
  });

  test('says where it is wrong, and never what is there', () => {
    expect(() => readYaml('a:\n  - hunter2hunter2\n b', limits)).toThrow(/\(3:\d+\)$/);
    for (const text of [
      '*hunter2',
      '!hunter2 a',
      '!hunter2!x a',
      '%TAG !hunter2! a\n---\nb: !c',
      'hunter2: 1\nhunter2: 2',
      '"hunter2',
      '!<hunter2> a',
      '!a!hunter2|x b',
    ]) {
      const refused = refusalOf(text);
      expect(inspect(refused)).not.toContain('hunter2');
      expect(refused.message).toMatch(/\(\d+:\d+\)$/);
    }
  });

  test('of any content gives a value or `UnreadableYaml`, and no other error', () => {
    const pieces = fc.constantFrom(
      'a: ',
      '- ',
      '&a ',
      '*a',
      '<<: ',
      '!!binary ',
      '!!set ',
      '!!timestamp ',
      '!!omap ',
      '? ',
      '|\n  ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '%YAML 1.2\n',
      '---\n',
      '\n',
      '  ',
      '\t',
      '\0',
      '\ud800',
      '__proto__: ',
      '2026-11-24',
      '#',
      ',',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 20 }), (parts) => {
        try {
          readYaml(parts.join(''), limits);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableYaml);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
