import { expect, test } from 'vitest';
import { findRehearsal } from './find-sandbox.ts';

test('the rehearsal is there where a control plane is at hand', async () => {
  const { morePlatforms, unavailable } = await findRehearsal({
    dataDirectory: '/data',
    environment: { MLA_SANDBOX_BIN: import.meta.filename },
  });
  expect(morePlatforms?.map(({ id }) => id)).toEqual(['sandbox']);
  expect(unavailable).toBeUndefined();
});

test('where it cannot be had, it is said why and what to do', async () => {
  const { morePlatforms, unavailable } = await findRehearsal({
    dataDirectory: '/data',
    environment: { MLA_SANDBOX_BIN: '/nowhere' },
  });
  expect(morePlatforms).toBeUndefined();
  expect(unavailable?.sandbox).toMatch(/MLA_SANDBOX_BIN points to \/nowhere.*Correct MLA_SANDBOX_BIN/);
});
