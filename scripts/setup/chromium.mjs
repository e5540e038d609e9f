// @ts-check
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runProgram } from './run-program.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The browser for the tests: `MLA_CHROMIUM`, else the first known name on the PATH.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>}
 */
export async function findChromium(env) {
  const given = env['MLA_CHROMIUM'];
  if (given) return given;
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return firstExecutable([...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...elsewhere]);
}

/**
 * Looks for a browser for the tests; on a CI machine where we are root and have apt-get it is
 * installed, elsewhere it is said which tests will be skipped.
 * @param {{ env: NodeJS.ProcessEnv, say: (line: string) => void, userId: number | undefined }} options
 */
export async function ensureChromium({ env, say, userId }) {
  if ((await findChromium(env)) !== undefined) return;
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const aptGet = await firstExecutable(folders.map((folder) => join(folder, 'apt-get')));
  if (aptGet !== undefined && userId === 0 && env['CI']) {
    say('Installing Chromium for the browser tests (apt-get): about a minute.');
    await runProgram(aptGet, ['update'], { env });
    await runProgram(aptGet, ['install', '-y', '--no-install-recommends', 'chromium'], { env });
    return;
  }
  say('The browser tests (*.browser.test.ts) will be skipped: no Chromium or Chrome was found.');
  say('To run them, install Chromium (Debian: apt-get install chromium), or set MLA_CHROMIUM to its file.');
}

/** @param {readonly string[]} files */
async function firstExecutable(files) {
  for (const file of files) {
    const usable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return file;
  }
  return undefined;
}
