import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Brings a file, or what a folder lists, and its name to the disk, so that a power cut takes neither. Windows syncs no folders. */
export async function bringToDisk(path: string): Promise<void> {
  for (const one of [path, dirname(path)]) {
    if (process.platform === 'win32' && (await stat(one)).isDirectory()) continue;
    const file = await open(one, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }
}
