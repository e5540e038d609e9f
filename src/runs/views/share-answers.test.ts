import { expect, test } from 'vitest';
import { createSharedAnswers } from './share-answers.ts';

/** Answers when it is told to, with how often it was asked. */
function slowSource(): {
  readonly ask: () => Promise<number>;
  readonly release: () => void;
  readonly asked: () => number;
} {
  let asked = 0;
  let waiting = Promise.withResolvers<unknown>();
  return {
    async ask() {
      asked += 1;
      const mine = asked;
      await waiting.promise;
      return mine;
    },
    release() {
      waiting.resolve(undefined);
      waiting = Promise.withResolvers();
    },
    asked: () => asked,
  };
}

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('equal questions that wait together get one answer, begun after all of them were asked', async () => {
  const share = createSharedAnswers();
  const { ask, release, asked } = slowSource();
  const first = share('list', ask);
  const later = [share('list', ask), share('list', ask), share('list', ask)];
  await settled();
  expect(asked()).toBe(1);
  release();
  expect(await first).toBe(1);
  await settled();
  const last = share('list', ask);
  release();
  expect(await Promise.all(later)).toEqual([2, 2, 2]);
  await settled();
  release();
  expect(await last).toBe(3);
  expect(asked()).toBe(3);
});

test('other questions wait for nobody, and a failure is told to those who asked, not to the next', async () => {
  const share = createSharedAnswers();
  const { ask, release } = slowSource();
  const slow = share('list', ask);
  expect(await share('another', () => Promise.resolve('at once'))).toBe('at once');
  release();
  await slow;
  await settled();
  const failing = share('list', () => Promise.reject(new Error('no database')));
  const next = share('list', () => Promise.resolve('here'));
  await expect(failing).rejects.toThrow('no database');
  expect(await next).toBe('here');
  expect(await share('list', () => Promise.resolve('again'))).toBe('again');
});
