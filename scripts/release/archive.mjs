// @ts-check
// A folder as one compressed block, which the executable carries and unpacks without any package.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * The length of a list in JSON (4 bytes), the list, then the contents one after the other; all of it compressed.
 * @param {string} folder
 * @returns {Promise<Buffer>} the same for the same files
 */
export async function archiveFolder(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
  const contents = await Promise.all(paths.map((path) => readFile(join(folder, path))));
  const list = Buffer.from(JSON.stringify(paths.map((path, index) => [path, contents[index]?.length])));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(list.length);
  return gzipSync(Buffer.concat([length, list, ...contents]), { level: 9 });
}
