import { expect, test } from 'vitest';
import { sayBytes } from './say-bytes.ts';

test.each([
  [0, '0 kB'],
  [1, '1 kB'],
  [24_300, '25 kB'],
  [999_999, '1000 kB'],
  [1_000_000, '1.0 MB'],
  [26_040_000, '26.0 MB'],
])('%i bytes are %s', (bytes, said) => {
  expect(sayBytes(bytes)).toBe(said);
});
