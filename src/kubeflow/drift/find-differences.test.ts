import { describe, expect, test } from 'vitest';
import { findDifferences } from './find-differences.ts';

const paths = (said: unknown, is: unknown): string[] => findDifferences(said, is).map(({ path }) => path);

describe('what was said is there', () => {
  test('when more than that is there', () => {
    expect(
      paths({ a: 1, b: { c: [1, { d: 'x' }] } }, { a: 1, b: { c: [1, { d: 'x', e: 'default' }], f: 2 }, status: {} }),
    ).toEqual([]);
  });
  test('when only what is empty was left out', () => {
    expect(paths({ a: null, b: {}, c: [], d: '', e: false, f: 0, g: { h: null } }, {})).toEqual([]);
  });
  test('when a quantity is written in another way, in a field that holds quantities', () => {
    expect(
      paths(
        { resources: { requests: { cpu: '1000m', memory: '1024Mi' } } },
        { resources: { requests: { cpu: '1', memory: '1Gi' } } },
      ),
    ).toEqual([]);
    expect(paths({ data: { cpu: '1000m' } }, { data: { cpu: '1' } })).toEqual(['.data.cpu']);
  });
});

describe('a difference is found', () => {
  test.each([
    ['in a value', { a: { b: 1 } }, { a: { b: 2 } }, '.a.b'],
    ['in a type', { a: '1' }, { a: 1 }, '.a'],
    ['where something is missing', { a: { b: 'x' } }, { a: {} }, '.a.b'],
    ['where something empty was filled', { a: '' }, { a: 'x' }, '.a'],
    ['in the order of a list', { a: ['x', 'y'] }, { a: ['y', 'x'] }, '.a[0]'],
    ['in the length of a list', { a: ['x'] }, { a: ['x', 'y'] }, '.a'],
    ['in what is no quantity', { requests: { cpu: 'much' } }, { requests: { cpu: 'little' } }, '.requests.cpu'],
    ['in a quantity that is another one', { requests: { cpu: '1' } }, { requests: { cpu: '2' } }, '.requests.cpu'],
  ])('%s', (_, said, is, path) => {
    expect(paths({ in: said }, { in: is })).toContain(`.in${path}`);
  });
});
