import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, vi } from 'vitest';
// Keeps its settings on the global object, from its first import on: in no file's tests.
import 'zod';

/*
 * Unit test files run one after the other in the same process: the next file would find what this one leaves
 * behind. So each file ends as it began, or fails here.
 */

const events = (): Record<string, number> =>
  Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)]));

/** Values of the global object, without calling a getter. */
const globals = (): Map<PropertyKey, unknown> =>
  new Map(
    Reflect.ownKeys(globalThis).map((key) => {
      const descriptor = Object.getOwnPropertyDescriptor(globalThis, key);
      return [key, descriptor?.get ?? descriptor?.value];
    }),
  );

const changedGlobals = (before: ReadonlyMap<PropertyKey, unknown>): string[] => {
  const after = globals();
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => !Object.is(before.get(key), after.get(key)))
    .map(String);
};

/** What keeps a process alive, and that only somebody who forgot it leaves open. Connections end by themselves. */
const open = (): string[] =>
  process.getActiveResourcesInfo().filter((kind) => /Server|Process|FSEvent|Timeout|Worker/.test(kind));

/** What earlier files of this process left open, who have failed for it. */
const ofEarlierFiles = ((globalThis as { openAfterTests?: string[] }).openAfterTests ??= []);

const left = (): string[] => {
  const known = [...ofEarlierFiles];
  return open().filter((kind) => {
    const place = known.indexOf(kind);
    if (place >= 0) known.splice(place, 1);
    return place < 0;
  });
};

/** Enough for a machine that is busy: a minute. */
const mostLooks = 1200;

const settings = (): object => ({
  environment: { ...process.env },
  folder: process.cwd(),
  exitCode: process.exitCode,
});

const before = settings();
let [globalsBefore, eventsBefore] = [globals(), events()];

// After the imports of the file: what a module adds when it is read stays, as the module does.
beforeAll(() => void ([globalsBefore, eventsBefore] = [globals(), events()]));

// The first hook of a file ends last.
afterAll(async () => {
  vi.restoreAllMocks();
  expect(vi.isFakeTimers(), 'timers are the real ones again').toBe(false);
  expect(settings(), 'environment and process are as before').toEqual(before);
  expect(changedGlobals(globalsBefore), 'global values are as before').toEqual([]);
  expect(events(), 'no listener of the process is left').toEqual(eventsBefore);
  // Ends come a moment later. A wait with a timer of its own would find that one.
  for (let looks = 0; looks < mostLooks && left().length > 0; looks += 1) await sleep(50);
  const found = left();
  ofEarlierFiles.push(...found);
  expect(found, 'nothing is left running').toEqual([]);
});
