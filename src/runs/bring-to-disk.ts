import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Brings a file and its name to the disk, so that a power cut takes neither. Windows syncs no folders. */
export async function bringToDisk(path: string): Promise<void> {
  for (const one of process.platform === 'win32' ? [path] : [path, dirname(path)]) {
    const file = await open(one, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }
}
