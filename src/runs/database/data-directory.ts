import { access, chmod, constants, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MlaError } from '../../errors/error.ts';
import { isDiskFull } from './embedded/disk-full.ts';
import { makeFolders } from './make-folders.ts';

/** What a whole embedded database has. PGlite makes a new one wherever the first is missing, over whatever else is there. */
const wholeDatabase = ['PG_VERSION', 'global/pg_control', 'base', 'pg_wal'];

/** Makes the data directory where there is none, and opens it to its owner only. Throws `database.diskFull` and `database.directoryUnusable`. */
export async function prepareDataDirectory(directory: string): Promise<void> {
  await nameUnusable(directory, async () => {
    await makeFolders(directory, 0o700);
    await chmod(directory, 0o700);
    await access(directory, constants.R_OK | constants.W_OK);
  });
}

/** Does a piece of work in the data directory. Throws `database.diskFull` where the disk is full and `database.directoryUnusable` where this user may not write, and other failures as they are. */
export async function nameUnusable<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MlaError) throw error;
    if (isDiskFull(error)) throw new MlaError('database.diskFull', { directory }, { cause: error });
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const reason = unusable[code];
    if (reason === undefined) throw error;
    const remedy = remedies[code] ?? (await howToOwn(directory));
    throw new MlaError('database.directoryUnusable', { directory, reason, remedy }, { cause: error });
  }
}

const unusable: Readonly<Record<string, string>> = {
  ENOENT: 'no folder can be made there',
  EROFS: 'its file system is read-only',
  EACCES: 'this user may not write to it',
  EPERM: 'it belongs to another user',
  EEXIST: 'it is a file, not a directory',
  ENOTDIR: 'a part of its path is a file',
};

const remedies: Readonly<Record<string, string>> = {
  EROFS: 'Mount its file system so that it can be written.',
  ENOENT: 'Choose another directory with --data or MLA_HOME.',
  EEXIST: 'Move the file away.',
  ENOTDIR: 'Move the file away.',
};

/** The command for a directory of another user, such as a volume that was mounted into a container. */
async function howToOwn(directory: string): Promise<string> {
  const [user, group] = [process.getuid?.(), process.getgid?.()];
  if (user === undefined || group === undefined) return 'Give your user the right to write to it.';
  let there = directory;
  while (!(await exists(there).catch(() => true)) && dirname(there) !== there) there = dirname(there);
  return `Run \`sudo chown -R ${user}:${group} ${there}\`. For a container, run it on the host, with the path of the folder that is mounted there; in Kubernetes, set fsGroup instead.`;
}

/** Whether the folder holds a database. Throws `database.damaged` for one that is not whole: a new one is not made over the rest of an old one. */
export async function findWholeDatabase(folder: string, directory: string): Promise<boolean> {
  if (!(await exists(folder))) return false;
  const missing = (
    await Promise.all(wholeDatabase.map(async (name) => ((await exists(join(folder, name))) ? [] : [name])))
  ).flat();
  if (missing.length > 0)
    throw new MlaError('database.damaged', { directory, reason: `the folder database has no ${missing.join(', ')}` });
  return true;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    },
  );
}
