import { expect, test } from 'vitest';
import { accessOf, createRightsMemory } from './rights-memory.ts';

const asked = {
  verb: 'apply',
  server: 'https://x',
  object: 'ConfigMap default/a',
  apiVersion: 'v1',
  kind: 'ConfigMap',
};

test('a 403 is final for what was never allowed, in another namespace, for another verb or kind', () => {
  const memory = createRightsMemory({ now: () => 0 });
  memory.noteGranted(accessOf(asked, 'default'));
  expect(memory.mayPass(accessOf({ ...asked, object: 'ConfigMap default/b' }, 'default'))).toBe(true);
  for (const access of [
    accessOf(asked, 'other'),
    accessOf({ ...asked, verb: 'get' }, 'default'),
    accessOf({ ...asked, kind: 'Secret' }, 'default'),
    accessOf({ ...asked, apiVersion: 'v2' }, 'default'),
  ])
    expect(memory.mayPass(access)).toBe(false);
});

test('a path is the same access whatever its query', () => {
  const path = (object: string): string => accessOf({ verb: 'get', server: 'https://x', object }, undefined);
  expect(path('/apis?limit=1')).toBe(path('/apis'));
  expect(path('/apis')).not.toBe(path('/api'));
});

test('a 403 may pass for a minute after the server was out of reach', () => {
  let now = 1000;
  const memory = createRightsMemory({ now: () => now });
  expect(memory.mayPass('anything')).toBe(false);
  memory.noteOutage();
  now += 59_000;
  expect(memory.mayPass('anything')).toBe(true);
  now += 2000;
  expect(memory.mayPass('anything')).toBe(false);
});

test('a 401 may pass for a minute after the server was out of reach, and only then', () => {
  let now = 1000;
  const memory = createRightsMemory({ now: () => now });
  memory.noteGranted('anything');
  expect(memory.mayRecogniseLater()).toBe(false);
  memory.noteOutage();
  now += 59_000;
  expect(memory.mayRecogniseLater()).toBe(true);
  now += 2000;
  expect(memory.mayRecogniseLater()).toBe(false);
});

test('a right that was there and stays away is final half a minute after its first refusal, and the time starts again when it comes back', () => {
  let now = 1000;
  const memory = createRightsMemory({ now: () => now });
  memory.noteGranted('write');
  expect(memory.mayPass('write')).toBe(true);
  now += 29_000;
  expect(memory.mayPass('write')).toBe(true);
  memory.noteGranted('write');
  expect(memory.mayPass('write')).toBe(true);
  now += 31_000;
  expect(memory.mayPass('write')).toBe(false);
});
