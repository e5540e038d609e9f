// @ts-check
// `npm run release` makes the folder `release/` with all that is handed out: the npm package, the single executables,
// licences, bills of materials and checksums. The same sources make the same bytes. `-- package` makes the package alone.
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode } from './release/find-node.mjs';
import { makeExecutable, makeProgramBlob } from './release/make-executable.mjs';
import { makeProgram, packProgram } from './release/make-package.mjs';
import { writeSbom } from './release/sbom.mjs';
import { runProgram } from './setup/run-program.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** The machines that get an executable. Each Node comes from npm. */
const machines = ['linux-x64', 'linux-arm64'];
const say = (/** @type {string} */ line) => console.error(line);

const [part = 'all', folder = join(root, 'release')] = process.argv.slice(2);
if (part !== 'all' && part !== 'package') {
  say('Usage: npm run release -- [all|package] [FOLDER]');
  process.exit(2);
}
const release = resolve(folder);
const unfinished = `${release}.unfinished`;
await rm(unfinished, { recursive: true, force: true });
await mkdir(unfinished, { recursive: true });
const made = await makeProgram({ root, say });
const packed = await packProgram({ root, release: unfinished });
const name = basename(packed, '.tgz');
await writeFile(join(unfinished, `${name}.cdx.json`), await writeSbom({ root, packages: made.packages }));
await cp(join(made.folder, 'THIRD-PARTY-LICENSES.txt'), join(unfinished, 'THIRD-PARTY-LICENSES.txt'));
if (part === 'all') await makeExecutables(made);
await writeFile(join(unfinished, 'SHA256SUMS'), await checksums(unfinished));
await rm(release, { recursive: true, force: true });
await rename(unfinished, release);
console.log([...(await readdir(release)).toSorted()].map((file) => join(release, file)).join('\n'));

/** @param {Awaited<ReturnType<typeof makeProgram>>} made */
async function makeExecutables({ folder: unpacked, packages }) {
  const blob = await makeProgramBlob({ root, folder: unpacked });
  for (const machine of machines) {
    const node = await findNode({ root, name: `node-${machine}`, say });
    const file = join(unfinished, `${name}-${machine}`);
    await makeExecutable({ node: join(node, 'bin', 'node'), blob, file });
    await cp(join(node, 'LICENSE'), join(unfinished, 'NODE-LICENSE.txt'));
    const sbom = await writeSbom({ root, packages: [...packages, `node_modules/node-${machine}`] });
    await writeFile(`${file}.cdx.json`, sbom);
    if (machine === `${process.platform}-${process.arch}`) await checkExecutable(file);
    else say(`${file} was not run: it is for another machine.`);
  }
}

/** @param {string} file */
async function checkExecutable(file) {
  const cache = join(unfinished, 'cache');
  const said = await runProgram(file, ['--version'], { env: { XDG_CACHE_HOME: cache } });
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  if (said.trim() !== version) throw new Error(`${file} says ${said} instead of ${version}`);
  await rm(cache, { recursive: true });
}

/** @param {string} place */
async function checksums(place) {
  const files = (await readdir(place)).toSorted();
  const lines = files.map(async (file) => {
    const digest = createHash('sha256')
      .update(await readFile(join(place, file)))
      .digest('hex');
    return `${digest}  ${file}\n`;
  });
  return (await Promise.all(lines)).join('');
}
