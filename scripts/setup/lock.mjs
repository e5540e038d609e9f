// @ts-check
// One set-up of a checkout at a time: `npm start` in one terminal and `npm test` in another must
// not both run `npm ci`.
import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder } from './cache-folder.mjs';

/**
 * Runs `work` while no other process holds the lock of this checkout. A lock whose process has
 * died is taken over.
 * @template T
 * @param {{ root: string, env: NodeJS.ProcessEnv, say: (line: string) => void }} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSetupLock({ root, env, say }, work) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const file = join(cacheFolder(env), 'setup', `${name}.lock`);
  await mkdir(dirname(file), { recursive: true });
  let waiting = false;
  while (!(await take(file))) {
    const holder = await holderOf(file);
    if (holder !== undefined && !isAlive(holder)) {
      await removeStale(file, holder);
      continue;
    }
    if (!waiting) say(`Another set-up of this checkout is running (process ${holder ?? 'unknown'}); waiting for it.`);
    waiting = true;
    await sleep(300);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** @param {string} file */
async function take(file) {
  // Written beside and linked into place, so that a lock never exists without its holder's id.
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** @param {string} file */
async function holderOf(file) {
  const text = await readFile(file, 'utf8').catch(() => '');
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Moves the dead process's lock away. When another process took it over in the meantime, its
 * lock is what was moved, and it is put back.
 * @param {string} file
 * @param {number} dead
 */
async function removeStale(file, dead) {
  const moved = `${file}.stale.${randomUUID()}`;
  await rename(file, moved).catch(() => undefined);
  if ((await holderOf(moved)) !== dead) await link(moved, file).catch(() => undefined);
  await rm(moved, { force: true });
}
