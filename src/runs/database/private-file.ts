import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, open, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bringToDisk } from './embedded/fsync.ts';
import { nameFullDisk } from './embedded/disk-full.ts';

export interface PrivateFile {
  readonly path: string;
  /** The content of a new one, made where there is no file. */
  readonly make: () => string;
  /** The error for a file that must not be used, with the reason in words. */
  readonly refuse: (reason: string) => Error;
}

/** Bytes. What is kept in such a file is a key or a token. */
const longest = 4096;

/** The content of a file that only this user can read; it is made where there is none. Throws what `refuse` gives, and `database.diskFull` with nothing left behind. */
export async function keepPrivateFile(file: PrivateFile): Promise<string> {
  return (await findPrivateFile(file)) ?? nameFullDisk(dirname(file.path), () => makePrivateFile(file));
}

/** The content without the blanks around it; undefined when there is no such file. Throws what `refuse` gives when it is no file, or others could have written or can read it. */
export async function findPrivateFile({
  path,
  refuse,
}: Pick<PrivateFile, 'path' | 'refuse'>): Promise<string | undefined> {
  // Does not wait if the file was replaced by a pipe.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw refuse(message);
  });
  if (handle === undefined) return undefined;
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw refuse('it is not a file');
    if (process.platform !== 'win32') {
      if (status.uid !== process.getuid?.()) throw refuse('it belongs to another user');
      if ((status.mode & 0o077) !== 0) throw refuse('others may read the file');
    }
    if (status.size > longest) throw refuse(`it has ${status.size} bytes`);
    return (await handle.readFile('utf8')).trim();
  } finally {
    await handle.close();
  }
}

/** Writes it beside its place and names it when it is whole and on the disk: an empty file would be taken for a key. */
async function makePrivateFile(file: PrivateFile): Promise<string> {
  const { path, make } = file;
  const unfinished = `${path}.${randomUUID()}.unfinished`;
  try {
    await writeFile(unfinished, `${make()}\n`, { mode: 0o600, flag: 'wx', flush: true });
    // Unlike a rename it takes no other's place, where two processes make one at once.
    await link(unfinished, path).catch(ignoreExistence);
    await bringToDisk(path);
  } finally {
    await rm(unfinished, { force: true });
  }
  const kept = await findPrivateFile(file);
  if (kept === undefined) throw file.refuse('it was removed while it was made');
  return kept;
}

function ignoreExistence(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}
