// @ts-check
// PGlite as it is used: of its 27 MB (extensions, source maps, a second module format) a fraction.
import { cp, mkdir, readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';

const name = '@electric-sql/pglite';
/** Its two entries that the program imports, and what it reads beside itself. */
const entries = ['dist/index.js', 'dist/fs/nodefs.js'];
const others = ['package.json', 'LICENSE', 'dist/pglite.wasm', 'dist/pglite.data', 'dist/initdb.wasm'];

/**
 * @param {{ root: string, folder: string }} options from the checkout's node_modules to the package's
 */
export async function copyPglite({ root, folder }) {
  const from = join(root, 'node_modules', name);
  for (const file of [...(await withImports(from, entries)), ...others]) {
    const target = join(folder, 'node_modules', name, file);
    await mkdir(dirname(target), { recursive: true });
    await cp(join(from, file), target);
  }
}

/**
 * @param {string} from
 * @param {readonly string[]} files
 */
async function withImports(from, files) {
  const found = new Set(files);
  for (const file of found) {
    const text = await readFile(join(from, file), 'utf8');
    for (const [, relative = ''] of text.matchAll(/(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+\.js)["']/g))
      found.add(posix.join(posix.dirname(file), relative));
  }
  return found;
}
