import { expect, test } from 'vitest';
import { createOutbound } from '../network/outbound.ts';
import { findPlatforms } from './platforms.ts';

const parts = { outbound: createOutbound({}), localFiles: true, dataDirectory: '/data' };

test('the sandbox is there where a control plane is available', async () => {
  const { platforms, unavailable } = await findPlatforms({
    ...parts,
    environment: { MLA_SANDBOX_BIN: import.meta.filename },
  });
  expect(platforms.map(({ id }) => id)).toContain('sandbox');
  expect(unavailable).toEqual({});
});

test('where a platform cannot be had, it is said why and what to do', async () => {
  const { platforms, unavailable } = await findPlatforms({ ...parts, environment: { MLA_SANDBOX_BIN: '/nowhere' } });
  expect(platforms.map(({ id }) => id)).toEqual(['ccp', 'existing', 'kind', 'k3d', 'minikube']);
  expect(unavailable.sandbox).toMatch(/MLA_SANDBOX_BIN points to \/nowhere.*Correct MLA_SANDBOX_BIN/);
});

test('a server of several people creates no clusters on its own machine', async () => {
  const { platforms, unavailable } = await findPlatforms({ ...parts, localFiles: false, environment: {} });
  expect(platforms.map(({ id }) => id)).not.toContain('kind');
  for (const id of ['kind', 'k3d', 'minikube'] as const) expect(unavailable[id]).toMatch(/on its own machine/);
});
