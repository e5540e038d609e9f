// @ts-check
// `node scripts/launch.mjs <program> [argument ...]`: runs a program of this checkout on the pinned
// Node. The shell that runs an npm script looks `node` up once, so that right after the first
// set-up, which brought the pinned Node, it would still start the machine's own.
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { lowestNode } from './setup/needs.mjs';
import { pinnedNodeFile } from './setup/packages.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [program = '', ...words] = process.argv.slice(2);
const file = resolve(root, program);
const pinned = pinnedNodeFile(root);

if (pinned === undefined || Number(process.versions.node.split('.')[0]) >= lowestNode) {
  process.argv.splice(1, 2, file);
  await import(pathToFileURL(file).href);
} else {
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH']].join(process.platform === 'win32' ? ';' : ':');
  const child = spawn(pinned, [...process.execArgv, file, ...words], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  // A terminal sends Ctrl-C to both; the program decides what it means.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
  });
}
