import { expect, test } from 'vitest';
import { missedNeed } from './choose-checks.ts';

test('a check that chosen ones need cannot be left out alone', () => {
  expect(missedNeed({ skip: ['gateway'] })).toEqual({ id: 'login', need: 'gateway' });
  expect(missedNeed({ skip: ['login'] })).toMatchObject({ need: 'login' });
  expect(missedNeed({ skip: ['model'] })).toBeUndefined();
  expect(missedNeed({ only: ['gateway'], skip: ['login'] })).toBeUndefined();
  expect(missedNeed({ readOnly: true, skip: ['profile'] })).toBeUndefined();
});
