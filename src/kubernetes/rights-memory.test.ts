import { expect, test } from 'vitest';
import { accessOf, createRightsMemory } from './rights-memory.ts';

const asked = { verb: 'apply', server: 'https://x', object: 'ConfigMap default/a', apiVersion: 'v1', kind: 'ConfigMap' };

test('a 403 is final for what was never allowed, in another namespace, for another verb or kind', () => {
  const memory = createRightsMemory(() => 0);
  memory.noteGranted(accessOf(asked, 'default'));
  expect(memory.mayPass(accessOf({ ...asked, object: 'ConfigMap default/b' }, 'default'))).toBe(true);
  for (const access of [accessOf(asked, 'other'), accessOf({ ...asked, verb: 'get' }, 'default'), accessOf({ ...asked, kind: 'Secret' }, 'default'), accessOf({ ...asked, apiVersion: 'v2' }, 'default')]) expect(memory.mayPass(access)).toBe(false);
});

test('a path is the same access whatever its query', () => {
  const path = (object: string): string => accessOf({ verb: 'get', server: 'https://x', object }, undefined);
  expect(path('/apis?limit=1')).toBe(path('/apis'));
  expect(path('/apis')).not.toBe(path('/api'));
});

test('a 403 may pass for a minute after the server was out of reach', () => {
  let now = 1000;
  const memory = createRightsMemory(() => now);
  expect(memory.mayPass('anything')).toBe(false);
  memory.noteOutage();
  now += 59_000;
  expect(memory.mayPass('anything')).toBe(true);
  now += 2000;
  expect(memory.mayPass('anything')).toBe(false);
});
