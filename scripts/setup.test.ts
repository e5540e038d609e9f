import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const checkout = dirname(import.meta.dirname);
let copy = '';

const program =
  'const words: string[] = process.argv.slice(2);\nconsole.log(JSON.stringify({ words, node: process.version, file: import.meta.filename }));\nprocess.exitCode = 7;\n';

/** A checkout with its packages, without the wizard, with small programs, in a folder with a space in its name; no Go, no cache. */
beforeAll(async () => {
  copy = join(await mkdtemp(join(tmpdir(), 'mlanywhere-setup-')), 'a checkout');
  await mkdir(copy);
  await symlink(join(checkout, 'node_modules'), join(copy, 'node_modules'));
  for (const path of [
    'mla',
    'package.json',
    'package-lock.json',
    'vite.config.ts',
    'scripts',
    'sandbox/control-plane',
    'test/login-rig/oauth2-proxy',
    'test/laptop-tools',
    'test/deploy/helm',
  ]) {
    await cp(join(checkout, path), join(copy, path), { recursive: true });
  }
  await mkdir(join(copy, 'src/cli'), { recursive: true });
  await mkdir(join(copy, 'sandbox/ccp'));
  for (const path of ['src/cli/main.ts', 'sandbox/main.ts', 'sandbox/ccp/main.ts'])
    await writeFile(join(copy, path), program);
  expect(setUp('packages')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'Bundling the program (dist), so that it starts faster: about 3 s.\n',
  });
});
afterAll(() => rm(dirname(copy), { recursive: true, force: true }));

function setUp(command: string, env: NodeJS.ProcessEnv = {}): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(copy, 'scripts/setup.mjs'), command], {
    encoding: 'utf8',
    env: { PATH: '/nowhere', XDG_CACHE_HOME: join(copy, 'cache'), ...env },
  });
  return { code: status, stdout, stderr };
}

describe('on a machine without Go', () => {
  test('the demo names the ways that lead to a control plane and ends with 8', () => {
    const { code, stderr } = setUp('demo');
    expect(code).toBe(8);
    expect(stderr).toContain('install Go');
    expect(stderr).toContain('MLA_SANDBOX_BIN');
    expect(stderr).toContain('another platform');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
  test('the demo goes on with a control plane that was built elsewhere', () => {
    expect(setUp('demo', { MLA_SANDBOX_BIN: '/opt/kubernetes/bin' })).toEqual({ code: 0, stdout: '', stderr: '' });
  });
  test('the wizard starts: only a sandbox needs a control plane', () => {
    expect(setUp('start')).toEqual({ code: 0, stdout: '', stderr: '' });
  });
  test('the tests go on without the browser and say which are skipped', () => {
    const { code, stderr } = setUp('test');
    expect(code).toBe(0);
    expect(stderr).toContain('*.browser.test.ts');
    expect(stderr).toContain('MLA_CHROMIUM');
    expect(stderr).toContain('tests of logins are skipped');
  });
});

test('a build that fails is said with its last lines, without a stack trace', async () => {
  const folder = join(copy, 'bin');
  await mkdir(folder);
  await writeFile(
    join(folder, 'go'),
    '#!/bin/sh\n[ "$1" = env ] && { echo go9.99; exit 0; }\necho "proxy.golang.org: no route to host" >&2\nexit 1\n',
  );
  await chmod(join(folder, 'go'), 0o755);
  const { code, stderr } = setUp('bench', { PATH: `${folder}:/usr/bin:/bin` });
  expect(code).toBe(8);
  expect(stderr).toContain('no route to host');
  expect(stderr).toContain('could not be built');
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('when all is there nothing is said, nothing is done', () => {
  setUp('check');
  expect(setUp('check')).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('a word it does not know is answered with the words it knows', () => {
  const { code, stderr } = setUp('strat');
  expect(code).toBe(2);
  expect(stderr).toContain('start|demo|test|bench|check');
});

describe('mla', () => {
  const start = (
    file: string,
    words: readonly string[],
  ): { status: number | null; said: { words: string[]; node: string; file: string } } => {
    const { status, stdout } = spawnSync(file, words, {
      encoding: 'utf8',
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', XDG_CACHE_HOME: join(copy, 'cache') },
    });
    return { status, said: JSON.parse(stdout) as { words: string[]; node: string; file: string } };
  };

  test('finds its checkout through links and hands arguments on as they are, on the pinned Node', async () => {
    const elsewhere = join(dirname(copy), 'links');
    await mkdir(elsewhere);
    await symlink(join('..', 'a checkout', 'mla'), join(elsewhere, 'first'));
    await symlink(join(elsewhere, 'first'), join(elsewhere, 'mla'));
    const { status, said } = start(join(elsewhere, 'mla'), ['apply', '-f', 'my file.yaml', '', '*']);
    expect(said).toMatchObject({ words: ['apply', '-f', 'my file.yaml', '', '*'], node: process.version });
    expect(status).toBe(7);
    expect(await readdir(join(copy, 'cache', 'mlanywhere'))).toContain('compile-cache');
  });

  test('starts the bundle while it is that of the sources, and else the sources, until a set-up has made a new one', async () => {
    const main = join(copy, 'src/cli/main.ts');
    const bundle = join(copy, 'dist/main.mjs');
    const startedFile = (): string => start(join(copy, 'mla'), []).said.file;
    expect(startedFile()).toBe(bundle);

    // What a program writes that keeps dates, as rsync does.
    const { atime, mtime } = await stat(main);
    await writeFile(main, program.replace('words, node', 'words, more: true, node'));
    await utimes(main, atime, mtime);
    expect(start(join(copy, 'mla'), []).said).toMatchObject({ more: true, file: main });

    setUp('packages');
    expect(start(join(copy, 'mla'), []).said).toMatchObject({ more: true, file: bundle });

    await writeFile(join(copy, 'src/cli/more.ts'), '');
    expect(startedFile()).toBe(main);
    setUp('packages');
    expect(startedFile()).toBe(bundle);
    await rm(join(copy, 'src/cli/more.ts'));
    expect(startedFile()).toBe(main);

    // A bundle cannot be made: said, and no reason not to start.
    await writeFile(join(copy, 'vite.config.ts'), 'export default {');
    const { code, stderr } = setUp('packages');
    expect(code).toBe(0);
    expect(stderr).toContain('it runs from its sources');
    expect(startedFile()).toBe(main);
  });
});
