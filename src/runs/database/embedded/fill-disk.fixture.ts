import { closeSync, fstatSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Fills the disk of a directory, but for so many bytes. Returns what makes room again. */
export function fillDisk(directory: string, left: number): () => void {
  const filler = join(directory, 'filler');
  const file = openSync(filler, 'w');
  for (let size = 1 << 20; size >= 512; size >>= 1) while (fits(file, size));
  ftruncateSync(file, Math.max(0, fstatSync(file).size - left));
  closeSync(file);
  return () => rmSync(filler, { force: true });
}

function fits(file: number, size: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(size)) > 0;
  } catch {
    return false;
  }
}
