import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { MlaError } from '../../errors/error.ts';

/** Held until `release`, or until the process dies. */
export interface DataDirectoryLock {
  release(): Promise<void>;
}

/** Keeps locks referenced: Node closes a file that is garbage-collected. */
const held = new Set<DatabaseSync>();
/** SQLite's codes for "somebody else has the lock" and "no room on the disk". */
const [busy, full] = [5, 13];

/**
 * Makes this process the only one that opens the database in `directory`:
 * PGlite itself lets two processes in, and one loses what it wrote.
 *
 * The lock is the operating system's own on a file, taken through SQLite, which
 * knows how on Linux, macOS and Windows. The system frees it with the process,
 * however that ends, and two containers that share a folder of one machine see
 * each other's. The files stay when it is released: whoever removes one may
 * remove another's. Throws `database.inUse` naming the holder, `database.diskFull`, and
 * `database.directoryUnusable` where the file system has no locks.
 */
export async function lockDataDirectory(directory: string): Promise<DataDirectoryLock> {
  const { DatabaseSync } = await import('node:sqlite');
  const lock = new DatabaseSync(join(directory, 'lock.db'));
  const holderFile = join(directory, 'lock-holder');
  try {
    // Nothing is ever written, so there is no journal.
    lock.exec('pragma locking_mode = exclusive; pragma journal_mode = off; begin exclusive');
  } catch (error) {
    lock.close();
    const { errcode, message } = error as { readonly errcode?: number; readonly message: string };
    if (errcode === busy) throw new MlaError('database.inUse', { directory, holder: await readHolder(holderFile) });
    if (errcode === full) throw new MlaError('database.diskFull', { directory }, { cause: error });
    throw new MlaError(
      'database.directoryUnusable',
      {
        directory,
        reason: `no lock can be taken in it (${message})`,
        remedy: 'Use a local disk, or a network file system with locks.',
      },
      { cause: error },
    );
  }
  held.add(lock);
  // Tells the next process who holds the lock. The lock works without this, for example on a full disk.
  await writeFile(
    holderFile,
    `process ${process.pid} (started ${new Date(Date.now() - process.uptime() * 1000).toISOString()})\n`,
    { mode: 0o600 },
  ).catch(() => undefined);
  return {
    release: async () => {
      if (!held.delete(lock)) return;
      lock.close();
    },
  };
}

async function readHolder(file: string): Promise<string> {
  const holder = await readFile(file, 'utf8').catch(() => '');
  return holder.trim() || 'another process';
}
