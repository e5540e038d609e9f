import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withSetupLock } from './lock.mjs';

let cache = '';
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'mlanywhere-lock-'));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

const optionsFor = (said: string[] = []) => ({
  root: '/checkout',
  env: { XDG_CACHE_HOME: cache },
  say: (line: string) => said.push(line),
});
const lockFolder = () => join(cache, 'mlanywhere', 'setup');

test('two set-ups of one checkout run one after the other, and the second says what it waits for', async () => {
  const order: string[] = [];
  const said: string[] = [];
  const begun = Promise.withResolvers<undefined>();
  const finish = Promise.withResolvers<undefined>();
  const first = withSetupLock(optionsFor(), async () => {
    order.push('first begins');
    begun.resolve(undefined);
    await finish.promise;
    order.push('first ends');
  });
  await begun.promise;
  const second = withSetupLock(optionsFor(said), async () => {
    order.push('second begins');
  });
  await expect.poll(() => said).toEqual([expect.stringContaining(`process ${process.pid}`)]);
  finish.resolve(undefined);
  await Promise.all([first, second]);
  expect(order).toEqual(['first begins', 'first ends', 'second begins']);
});

test('the lock of a process that died is taken over', async () => {
  await withSetupLock(optionsFor(), async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    for (const file of await readdir(lockFolder())) await writeFile(join(lockFolder(), file), String(dead));
    expect(await withSetupLock(optionsFor(), async () => 'taken over')).toBe('taken over');
  });
});

test('a failure frees the lock and leaves no file behind', async () => {
  await expect(withSetupLock(optionsFor(), () => Promise.reject(new Error('no network')))).rejects.toThrow(
    'no network',
  );
  expect(await readdir(lockFolder())).toEqual([]);
});
