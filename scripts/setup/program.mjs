// @ts-check
// dist: the program as a few files, from which it starts in two thirds of the time.
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { programFits, stampFile, stateOfSources } from './program-file.mjs';
import { pinnedNodeFile } from './packages.mjs';
import { runProgram } from './run-program.mjs';

/**
 * Makes dist when it does not fit. It takes its place when it is whole.
 * @param {{ root: string, env: NodeJS.ProcessEnv, say: (line: string) => void }} options
 * @throws {import('./run-program.mjs').ProgramFailed} when the build fails
 */
export async function ensureProgram({ root, env, say }) {
  if (programFits(root)) return;
  say('Bundling the program (dist), so that it starts faster: about 3 s.');
  const state = stateOfSources(root);
  const unfinished = join(root, 'dist.unfinished');
  // By its own path: old versions of npm make no link to it in node_modules/.bin.
  const node = pinnedNodeFile(root) ?? process.execPath;
  await runProgram(
    node,
    [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--outDir', 'dist.unfinished'],
    { cwd: root, env },
  );
  await writeFile(stampFile(unfinished), state);
  await rm(join(root, 'dist'), { recursive: true, force: true });
  await rename(unfinished, join(root, 'dist'));
}
