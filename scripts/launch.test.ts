import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const checkout = dirname(dirname(fileURLToPath(import.meta.url)));
/** The machine's own Node, where it is older than ours: what a new user has. */
const ownNode = ['/usr/bin/node', '/usr/local/bin/node'].find(
  (file) => Number(/^v(\d+)/.exec(spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout)?.[1] ?? 99) < 24,
);
let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'mla-launch-'));
  await cp(join(checkout, 'scripts'), join(copy, 'scripts'), { recursive: true });
  await cp(join(checkout, 'package.json'), join(copy, 'package.json'));
  await symlink(join(checkout, 'node_modules'), join(copy, 'node_modules'));
  await mkdir(join(copy, 'src'));
  await writeFile(
    join(copy, 'src/main.ts'),
    'const words: string[] = process.argv.slice(2);\nconsole.log(JSON.stringify({ words, node: process.version }));\nprocess.exitCode = 7;\n',
  );
});
afterAll(() => rm(copy, { recursive: true, force: true }));

function launch(node: string): { status: number | null; said: unknown } {
  const { status, stdout } = spawnSync(node, [join(copy, 'scripts/launch.mjs'), 'src/main.ts', 'demo', '--json'], {
    encoding: 'utf8',
  });
  return { status, said: JSON.parse(stdout) };
}

test('a program gets its arguments, the pinned Node and its own exit code', () => {
  expect(launch(process.execPath)).toEqual({ status: 7, said: { words: ['demo', '--json'], node: process.version } });
});

test.runIf(ownNode)(
  'right after the first set-up, when the shell still knows only the machine’s own Node, it is the same',
  () => {
    expect(launch(ownNode ?? '')).toEqual({ status: 7, said: { words: ['demo', '--json'], node: process.version } });
  },
);
