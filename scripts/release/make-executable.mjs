// @ts-check
// One file to download and run: Node with the package in it (a "single executable application").
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../setup/run-program.mjs';
import { archiveFolder } from './archive.mjs';
import { addElfNote } from './elf-note.mjs';

/** Node reads its program only where this mark ends with 1. */
const mark = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:';

/**
 * What an executable carries, the same for each machine.
 * @param {{ root: string, folder: string }} options `folder`: the unpacked package
 * @returns {Promise<Buffer>}
 */
export async function makeProgramBlob({ root, folder }) {
  const work = await mkdtemp(join(tmpdir(), 'mla-executable-'));
  try {
    await writeFile(join(work, 'main.cjs'), await readFile(join(root, 'scripts/release/executable.cjs')));
    await writeFile(join(work, 'program'), await archiveFolder(folder));
    const config = {
      main: 'main.cjs',
      output: 'blob',
      disableExperimentalSEAWarning: true,
      useSnapshot: false,
      // Compiled code would fit one processor only.
      useCodeCache: false,
      execArgv: ['--max-semi-space-size=4'],
      assets: { program: 'program' },
    };
    await writeFile(join(work, 'config.json'), JSON.stringify(config));
    await runProgram(process.execPath, ['--experimental-sea-config', 'config.json'], { cwd: work });
    return await readFile(join(work, 'blob'));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * @param {{ node: string, blob: Buffer, file: string }} options `node`: the program of Node for the wanted machine
 */
export async function makeExecutable({ node, blob, file }) {
  const original = await readFile(node);
  const at = original.indexOf(`${mark}0`);
  if (at < 0 || original.includes(`${mark}0`, at + 1)) throw new Error(`${node} does not hold the mark of Node once`);
  original.write('1', at + mark.length, 'latin1');
  await writeFile(file, addElfNote(original, { name: 'NODE_SEA_BLOB', content: blob }));
  await chmod(file, 0o755);
}
