import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** In bytes. A kubeconfig with hundreds of clusters is smaller. */
const largest = 4 * 1024 * 1024;

/**
 * The bytes of a file that may name programs to run: so it must be a file, not a
 * pipe or a device that never ends, and belong to the user whose process this
 * is, or to root. Throws an `Error` that says why not.
 */
export async function readOwnFile(path: string): Promise<Buffer> {
  // Does not wait if the file was replaced by a pipe.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = await file.stat();
    if (!status.isFile()) throw new Error('it is not a file');
    if (process.getuid !== undefined && ![process.getuid(), 0].includes(status.uid))
      throw new Error('it belongs to another user, and a kubeconfig can name programs to run');
    if (status.size > largest) throw new Error(`it has ${status.size} bytes, which no kubeconfig has`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}
