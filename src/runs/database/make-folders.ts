import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, each with `mode`; one that is there stays as it is. Node's own recursive `mkdir`
 * never ends where an existing folder answers ENOENT to a new one, as `/proc` does; this throws that error.
 */
export async function makeFolders(folder: string, mode: number): Promise<void> {
  const refusal = await makeFolder(folder, mode);
  if (refusal === undefined) return;
  const parent = dirname(folder);
  if (refusal.code !== 'ENOENT' || parent === folder) throw refusal;
  await makeFolders(parent, mode);
  const again = await makeFolder(folder, mode);
  if (again !== undefined) throw again;
}

/** Why a folder was not made and is not there. */
async function makeFolder(folder: string, mode: number): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(folder, { mode });
    return undefined;
  } catch (error) {
    // A read-only file system refuses also a folder that is there.
    return (await isFolder(folder)) ? undefined : (error as NodeJS.ErrnoException);
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
