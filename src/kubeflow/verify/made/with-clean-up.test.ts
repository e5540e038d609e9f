import { expect, test } from 'vitest';
import { withCleanUp } from './with-clean-up.ts';

const fails = (message: string) => () => Promise.reject(new Error(message));

test('one clean-up that fails does not keep the others from being tried, nor the error of the work from being told', async () => {
  const done: string[] = [];
  const others = ['claim', 'job'].map((name) => async () => done.push(name));
  await expect(withCleanUp(fails('the check'), [fails('the clean-up'), ...others], 1000)).rejects.toThrow('the check');
  expect(done).toEqual(['claim', 'job']);
  await expect(withCleanUp(async () => 'seen', [fails('the clean-up'), ...others], 1000)).rejects.toThrow(
    'the clean-up',
  );
  expect(await withCleanUp(async () => 'seen', others, 1000)).toBe('seen');
  expect(done).toHaveLength(6);
});
