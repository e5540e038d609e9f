import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { makeExecutable, makeProgramBlob } from '../../scripts/release/make-executable.mjs';
import { makePackage } from '../../scripts/release/make-package.mjs';
import { findStrangers } from '../../scripts/release/package-files.mjs';
import { writeSbom } from '../../scripts/release/sbom.mjs';

/* What `npm run release` hands out, used on a machine that has none of the checkout, no home and no network. */

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');
const run = promisify(execFile);
const canSeparate = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
const canTrace = spawnSync('strace', ['-V']).status === 0;
const isLinuxX64 = process.platform === 'linux' && process.arch === 'x64';

let folder: string;
let packed: string;
let made: Awaited<ReturnType<typeof makePackage>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mla-release-test-'));
  // Also fails when a file does not belong into the package, or the package is larger than its budget.
  made = await makePackage({ root, release: folder, say: () => undefined });
  packed = join(folder, `mlanywhere-${manifest.version}.tgz`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a shell script in an empty folder with an empty home, where only this machine's loopback is reached and no name is resolved. */
async function withoutNetwork(script: string, ...words: readonly string[]): Promise<string> {
  const home = await mkdtemp(join(folder, 'home-'));
  const empty = join(home, 'empty');
  await mkdir(empty);
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH']].join(':');
  const { stdout } = await run('unshare', ['-n', 'sh', '-euc', `ip link set lo up; ${script}`, 'sh', ...words], {
    cwd: empty,
    env: { HOME: home, PATH: path },
    maxBuffer: 16 << 20,
  });
  expect(await readdir(empty)).toEqual([]);
  return stdout;
}

/** Starts the wizard with the words of "$@" and looks at it with commands of the same program; prints what each said. */
const useTheWizard = `
  "$@" serve --port 0 --json > "$HOME/started" & server=$!
  while ! grep -q login "$HOME/started"; do kill -0 $server; sleep 0.1; done
  cat "$HOME/started"
  "$@" release list
  "$@" status
  kill $server; wait $server`;

test('the package needs Node 24, brings PGlite, and has nothing that npm must download', async () => {
  const inside = JSON.parse(await readFile(join(made.folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  expect(inside).toMatchObject({ name: 'mlanywhere', version: manifest.version, engines: { node: '>=24' } });
  expect(inside['bundleDependencies']).toEqual(Object.keys(inside['dependencies'] as object));
  expect(inside).not.toHaveProperty('private');
  expect(inside).not.toHaveProperty('scripts');
  expect(await readFile(join(made.folder, 'man', 'mla.1'), 'utf8')).toContain('.SS mla support\\-bundle');
  expect(await readdir(join(made.folder, 'completion'))).toEqual(['mla.bash', 'mla.fish', 'mla.zsh']);
});

test('a test, a fixture or a source in the package is noticed', () => {
  const strangers = [
    'dist/a.test.ts',
    'src/cli/main.ts',
    'test/a.ts',
    'web/dist/a.js.map',
    'demo/shapes/__pycache__/a',
  ];
  expect(findStrangers(['dist/main.mjs', 'package.json', ...strangers])).toEqual(strangers);
});

test('an old Node gets a sentence with what to do, and exit code 8', async () => {
  const bin = join(made.folder, 'bin', 'mla.cjs');
  const program = `Object.defineProperty(process.versions, 'node', { value: '20.19.0' }); require(${JSON.stringify(bin)});`;
  const said = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  expect({ code: said.status, said: said.stderr }).toEqual({
    code: 8,
    said: 'MLAnywhere needs Node 24 or newer; this is Node 20.19.0. Install it from https://nodejs.org/en/download, or use the single executable, which needs no Node.\n',
  });
});

test('the bill of materials and the licences name the packages of program and pages', async () => {
  const sbom = await writeSbom({ root, packages: made.packages });
  const { components } = JSON.parse(sbom) as { components: { purl: string }[] };
  expect(components).toHaveLength(made.packages.length);
  const licences = await readFile(join(made.folder, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  for (const [name, version] of [
    ...Object.entries(manifest.dependencies),
    ['react', manifest.devDependencies.react] as const,
  ]) {
    expect(components.map(({ purl }) => decodeURIComponent(purl))).toContain(`pkg:npm/${name}@${version}`);
    expect(licences).toContain(`\n${name} ${version} (`);
  }
  expect(licences).not.toContain('\nvitest ');
});

test.runIf(canSeparate)('npx runs the packed file in an empty folder with an empty home and no network', async () => {
  const file = `./mlanywhere-${manifest.version}.tgz`;
  const script = `cp "$1" .; npx --yes ${file} release list; rm ${file}`;
  const said = await withoutNetwork(script, packed);
  expect(said).toContain('sample');
});

test.runIf(canSeparate && canTrace)('nothing phones home: server and commands connect to loopback alone', async () => {
  const trace = ['strace', '-f', '-qq', '-e', 'trace=connect,sendto,sendmsg', '-o', join(folder, 'trace')];
  const program = [process.execPath, join(made.folder, 'bin', 'mla.cjs')];
  const said = await withoutNetwork('exec "$@"', ...trace, 'sh', '-euc', useTheWizard, 'sh', ...program);
  expect(said).toContain('/login#code=');
  expect(said).toContain('sample');
  const calls = (await readFile(join(folder, 'trace'), 'utf8')).split('\n');
  const connects = calls.filter((line) => line.includes('AF_INET'));
  // The commands found the server, so the trace does see connections.
  expect(connects.length).toBeGreaterThan(1);
  expect(connects.filter((line) => !/127\.0\.0\.1|"::1"/.test(line))).toEqual([]);
});

test.runIf(canSeparate && isLinuxX64)(
  'the single executable starts, opens its database and reads its files without Node, npm and network',
  async () => {
    const file = join(folder, `mlanywhere-${manifest.version}-linux-x64`);
    const blob = await makeProgramBlob({ root, folder: made.folder });
    await makeExecutable({ node: process.execPath, blob, file });
    const said = await withoutNetwork('PATH=/usr/bin:/bin; "$1" release list', file);
    expect(said).toContain('sample');
  },
);
