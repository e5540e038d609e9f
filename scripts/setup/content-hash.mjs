// @ts-check
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * One hash over the names and contents of files and folders; what is missing counts as empty.
 * @param {string} root
 * @param {readonly string[]} paths relative to `root`
 * @param {(name: string) => boolean} [skip] names of files and folders to leave out
 */
export async function hashContents(root, paths, skip = () => false) {
  const hash = createHash('sha256');
  for (const path of paths) await addTo(hash, root, path, skip);
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} root
 * @param {string} path
 * @param {(name: string) => boolean} skip
 */
async function addTo(hash, root, path, skip) {
  const entries = await readdir(join(root, path), { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) {
    const content = await readFile(join(root, path)).catch(() => undefined);
    if (content !== undefined) hash.update(`${path}\0${content.length}\0`).update(content);
    return;
  }
  for (const name of entries.map((entry) => entry.name).sort()) {
    if (!skip(name)) await addTo(hash, root, `${path}/${name}`, skip);
  }
}
