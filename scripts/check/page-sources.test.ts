import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { pageSources } from '../setup/web.mjs';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** In a process of its own: a build leaves threads behind. */
const listModules = `
import { build } from 'vite';
const built = await build({ root: 'web', logLevel: 'silent', build: { write: false } });
const chunks = [built].flat().flatMap(({ output }) => output);
console.log(JSON.stringify(chunks.flatMap(({ moduleIds = [] }) => moduleIds)));
`;

test('every file that the pages are made from is looked at before a build is left out', async () => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', listModules], { cwd: root });
  const own = (JSON.parse(stdout) as string[]).filter((file) => file.startsWith(`${root}/src/`));
  expect(own.length).toBeGreaterThan(50);
  const sources = pageSources.map((source) => join(root, source));
  expect(own.filter((file) => !sources.some((source) => file === source || file.startsWith(`${source}/`)))).toEqual([]);
});
