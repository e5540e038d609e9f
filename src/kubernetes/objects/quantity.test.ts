import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMebibytes, parseMillicores, parseQuantity } from './quantity.ts';

test.each([
  ['500m', 0.5],
  ['2', 2],
  ['0.25', 0.25],
  ['16Gi', 16 * 2 ** 30],
  ['1500Mi', 1500 * 2 ** 20],
  ['1G', 1e9],
  ['1e3', 1000],
  ['5E', 5e18],
  ['129e6', 129e6],
  ['110', 110],
  [undefined, 0],
  ['', 0],
  ['much', 0],
  ['1.2.3', 0],
  ['1Qi', 0],
  [' 2Pi ', 2 ** 51],
  ['-1', -1],
  ['.5', 0.5],
  [2, 2],
])('%s is %d', (text, number) => {
  expect(parseQuantity(text)).toBeCloseTo(number, 6);
});

test('cores are counted in thousandths, memory in MiB', () => {
  expect(['250m', '2', undefined].map(parseMillicores)).toEqual([250, 2000, 0]);
  expect(['1Gi', '512Mi', undefined].map(parseMebibytes)).toEqual([1024, 512, 0]);
});

test('thousandths and whole units agree for every amount', () => {
  fc.assert(
    fc.property(fc.nat(1e9), (amount) => {
      expect(parseQuantity(`${amount}m`)).toBeCloseTo(parseQuantity(String(amount)) / 1000, 6);
    }),
  );
});
