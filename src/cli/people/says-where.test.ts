import { expect, test } from 'vitest';
import { saysWhere } from './says-where.ts';

test.each([
  ['all', [], 'all'],
  ['all', ['demo'], 'all (granted: demo)'],
  ['granted', [], 'only what they create'],
  ['granted', ['demo', 'lab'], 'only demo, lab'],
] as const)('the scope %s with %j is %s', (scope, granted, said) => {
  expect(saysWhere({ scope, granted: [...granted] })).toBe(said);
});
