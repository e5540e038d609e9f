import { expect, test } from 'vitest';
import { sayCount } from './say-count.ts';

test.each([
  [0, '0 objects'],
  [1, '1 object'],
  [2, '2 objects'],
])('%i has its noun in the right number', (count, said) => {
  expect(sayCount(count, 'object')).toBe(said);
});

test('and a noun may have a plural of its own', () => {
  expect([1, 2].map((count) => sayCount(count, 'storage class', 'storage classes'))).toEqual([
    '1 storage class',
    '2 storage classes',
  ]);
});
