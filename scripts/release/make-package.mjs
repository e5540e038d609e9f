// @ts-check
// The npm package: everything that the program needs at run time, in one file of which npm downloads no more.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runProgram } from '../setup/run-program.mjs';
import { buildParts } from './build-parts.mjs';
import { copyPglite } from './copy-pglite.mjs';
import { collectLicences } from './licences.mjs';
import { findStrangers, neverPacked, programManifest, readAtRunTime, sizeBudget } from './package-files.mjs';

/**
 * Makes the folder with the program and all that it needs.
 * @param {{ root: string, folder?: string, say: (line: string) => void }} options `folder`: `program` of the checkout, which `npm pack` packs, else another
 * @returns {Promise<{ folder: string, packages: string[] }>} the npm packages in it, as in the lock file
 */
export async function makeProgram({ root, folder = join(root, 'program'), say }) {
  const checkout = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  say('Building the program and the pages: about 20 s.');
  const built = await buildParts({ root, folder });
  for (const path of readAtRunTime) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(join(root, path), join(folder, path), { recursive: true, filter: (from) => !neverPacked.test(from) });
  }
  await cp(join(root, 'scripts/release/bin'), join(folder, 'bin'), { recursive: true });
  await copyPglite({ root, folder });
  const packages = [...new Set([...built, 'node_modules/@electric-sql/pglite'])].toSorted();
  await writeFile(join(folder, 'THIRD-PARTY-LICENSES.txt'), await collectLicences({ root, packages }));
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(programManifest(checkout), null, 2)}\n`);
  await writeShellFiles(folder);
  return { folder, packages };
}

/**
 * The manual page and the completion scripts, by the program itself.
 * @param {string} folder
 */
async function writeShellFiles(folder) {
  const mla = (/** @type {string[]} */ ...words) =>
    runProgram(process.execPath, [join(folder, 'dist', 'main.mjs'), ...words], { env: {} });
  await mkdir(join(folder, 'man'));
  await mkdir(join(folder, 'completion'));
  await writeFile(join(folder, 'man', 'mla.1'), await mla('manual'));
  for (const shell of ['bash', 'zsh', 'fish'])
    await writeFile(join(folder, 'completion', `mla.${shell}`), await mla('completion', shell));
}

/**
 * Packs the checkout as it is: `npm pack` after its `prepack`.
 * @param {{ root: string, release: string }} options `release`: the folder that gets the file
 * @returns {Promise<string>} the file's name
 * @throws when a file does not belong into the package, or when it is larger than its budget
 */
export async function packProgram({ root, release }) {
  const output = await runProgram('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', release], {
    cwd: root,
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
  const [{ filename, files, size, unpackedSize }] = JSON.parse(output.slice(output.indexOf('[')));
  const strangers = findStrangers(files.map((/** @type {{ path: string }} */ { path }) => path));
  if (strangers.length > 0) throw new Error(`These files do not belong into the package: ${strangers.join(', ')}`);
  if (size > sizeBudget.packed || unpackedSize > sizeBudget.unpacked)
    throw new Error(
      `The package has ${size} bytes (${unpackedSize} unpacked); the budget is ${JSON.stringify(sizeBudget)}`,
    );
  return filename;
}
