// @ts-check
// Does dist (see program.mjs) fit the sources? Asked at every start, so it looks at little and loads nothing more.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

// What it is made from.
const folders = ['src', 'sandbox', 'scripts'];
const files = ['vite.config.ts', 'package-lock.json'];
const isSource = (/** @type {string} */ name) => /\.m?[jt]s$/.test(name) && !/\.(test|fixture)\.ts$/.test(name);

/**
 * The file to start: of dist when it fits, else of the sources, which need no build.
 * @param {string} root
 */
export function programFile(root) {
  return programFits(root) ? join(root, 'dist', 'main.mjs') : join(root, 'src', 'cli', 'main.ts');
}

/**
 * Was dist made from the sources as they are now?
 * @param {string} root
 */
export function programFits(root) {
  try {
    return readFileSync(stampFile(join(root, 'dist')), 'utf8') === stateOfSources(root);
  } catch {
    return false;
  }
}

/**
 * How many files there are and when the last of them or of their folders changed, as the file
 * system itself notes it: no program that writes an old file with its old date is missed. Their
 * contents would take too long for what is asked at every start.
 * @param {string} root
 */
export function stateOfSources(root) {
  let count = 0;
  let newest = 0;
  const note = (/** @type {string} */ path) => {
    count += 1;
    newest = Math.max(newest, statSync(path).ctimeMs);
  };
  const look = (/** @type {string} */ folder) => {
    note(folder);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) look(`${folder}/${entry.name}`);
      else if (isSource(entry.name)) note(`${folder}/${entry.name}`);
    }
  };
  for (const folder of folders) look(join(root, folder));
  for (const file of files) note(join(root, file));
  return `${count} ${newest}\n`;
}

/**
 * Where the state is noted that a dist was made from.
 * @param {string} folder dist
 */
export function stampFile(folder) {
  return join(folder, 'made-from');
}
