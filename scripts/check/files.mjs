// @ts-check
// Holds the rules of file-faults.mjs, code-faults.mjs, prose.mjs and time-limits.mjs over every text file of the checkout.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findCodeFaults } from './code-faults.mjs';
import { findFileFaults, findFolderFaults, findPlatformFaults } from './file-faults.mjs';
import { findProseFaults } from './prose.mjs';
import { findTimeLimits } from './time-limits.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const notOurs = new Set(['.git', 'node_modules', 'dist', 'dist.unfinished', 'coverage']);
// What `npm pack` and `npm run release` make; elsewhere a folder may be called so.
const notOursAtTheRoot = new Set(['program', 'release', 'release.unfinished']);
// Where this checkout lies, and the workplace it was first written in (spelled so that this line is not a hit).
const places = [root, ['', 'work', ''].join('/')];

/**
 * @param {string} folder from the root, with `/`
 * @returns {AsyncGenerator<string>}
 */
async function* filesIn(folder) {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (notOurs.has(entry.name) || notOursAtTheRoot.has(path)) continue; // In a worktree, .git is a file.
    if (entry.isDirectory()) yield* filesIn(path);
    else if (entry.isFile() && !entry.name.endsWith('.log')) yield path;
  }
}

let faults = 0;
/** @type {string[]} */
const paths = [];
for await (const path of filesIn('')) {
  paths.push(path);
  const content = await readFile(join(root, path));
  // A picture or an archive: only its name is looked at.
  const text = content.includes(0) ? '' : content.toString('utf8');
  const file = { path, text };
  const faultsHere = [
    ...findFileFaults({ ...file, places }),
    ...findPlatformFaults(file),
    ...findProseFaults(file),
    ...findTimeLimits(file),
    ...findCodeFaults(file),
  ];
  for (const fault of faultsHere) {
    faults += 1;
    console.log(fault);
  }
}
for (const fault of findFolderFaults(paths)) {
  faults += 1;
  console.log(fault);
}
process.exitCode = faults === 0 ? 0 : 1;
