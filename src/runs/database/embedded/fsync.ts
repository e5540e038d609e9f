import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Syncs a file or a folder's entries to the disk, so that a power cut loses neither content nor name. Windows cannot sync folders. */
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
