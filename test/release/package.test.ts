import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { extract } from 'tar';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import runtimePackages from '../../scripts/check/runtime-packages.json' with { type: 'json' };
import { makeExecutable, makeProgramBlob } from '../../scripts/release/make-executable.mjs';
import { findStrangers, sizeBudget } from '../../scripts/release/package-files.mjs';
import { writeSbom } from '../../scripts/release/sbom.mjs';

/* What `npm pack` and `npm run release` hand out, used on a machine that has none of the checkout, no home and no network. */

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');
const run = promisify(execFile);
const canSeparate = spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
const canTrace = spawnSync('strace', ['-V']).status === 0;
const isLinuxX64 = process.platform === 'linux' && process.arch === 'x64';

let folder: string;
let packed: string;
let files: string[];
/** The unpacked package, and the program in it. */
let unpacked: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mla-release-test-'));
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root });
  packed = join(folder, stdout.trim());
  await extract({ file: packed, cwd: folder });
  unpacked = join(folder, 'package');
  program = join(unpacked, 'program');
  const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
  files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(unpacked, join(parentPath, name)));
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

test('`npm pack` makes a package that needs Node 24, brings PGlite, and has nothing that npm must download', async () => {
  const inside = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8')) as Record<string, unknown>;
  expect(inside).toMatchObject({ name: 'mlanywhere', version: manifest.version, engines: { node: '>=24' } });
  for (const key of ['dependencies', 'optionalDependencies', 'peerDependencies', 'private'])
    expect(inside).not.toHaveProperty(key);
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare'])
    expect(inside['scripts']).not.toHaveProperty(script);
  expect(findStrangers(files)).toEqual([]);
  expect((await stat(packed)).size).toBeLessThan(sizeBudget.packed);
  expect(await readFile(join(program, 'man', 'mla.1'), 'utf8')).toContain('.SS mla support\\-bundle');
  expect(await readdir(join(program, 'completion'))).toEqual(['mla.bash', 'mla.fish', 'mla.zsh']);
});

test('each picture and page that a page of the package shows or names is in it', async () => {
  const pages = files.filter((file) => /^(docs\/|[^/]+$)/.test(file) && file.endsWith('.md'));
  const missing = await Promise.all(
    pages.map(async (page) => {
      const text = await readFile(join(unpacked, page), 'utf8');
      const links = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, path = '']) => path);
      const paths = links.map((path) => relative('.', join(dirname(page), path)));
      return paths.filter((path) => !files.some((file) => file === path || file.startsWith(`${path}/`)));
    }),
  );
  expect(missing.flat().filter((path) => /\.(png|md)$/.test(path))).toEqual([]);
});

test('a test, a fixture or a source in the package is noticed', () => {
  const strangers = [
    'program/dist/a.test.ts',
    'program/src/cli/main.ts',
    'src/cli/main.ts',
    'program/web/dist/a.js.map',
    'program/demo/shapes/__pycache__/a',
  ];
  expect(findStrangers(['program/dist/main.mjs', 'package.json', ...strangers])).toEqual(strangers);
});

test('an old Node gets a sentence with what to do, and exit code 8', async () => {
  const bin = join(program, 'bin', 'mla.cjs');
  const script = `Object.defineProperty(process.versions, 'node', { value: '20.19.0' }); require(${JSON.stringify(bin)});`;
  const said = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect({ code: said.status, said: said.stderr }).toEqual({
    code: 8,
    said: 'MLAnywhere needs Node 24 or newer; this is Node 20.19.0. Install it from https://nodejs.org/en/download, or use the single executable, which needs no Node.\n',
  });
});

test('the bill of materials and the licences name the packages of program and pages', async () => {
  const names = [...runtimePackages, 'react'];
  const sbom = await writeSbom({ root, packages: names.map((name) => `node_modules/${name}`) });
  const { components } = JSON.parse(sbom) as { components: { purl: string }[] };
  expect(components).toHaveLength(names.length);
  const licences = await readFile(join(program, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  const versions: Record<string, string> = manifest.devDependencies;
  for (const name of names) {
    const version = versions[name];
    expect(components.map(({ purl }) => decodeURIComponent(purl))).toContain(`pkg:npm/${name}@${version}`);
    expect(licences).toContain(`\n${name} ${version} (`);
  }
  expect(licences).not.toContain('\nvitest ');
});

test.runIf(canSeparate)('npx runs the packed file in an empty folder with an empty home and no network', async () => {
  const file = `./mlanywhere-${manifest.version}.tgz`;
  // Without a command it starts the server. No machine of a test has a browser to open.
  const script = `cp "$1" .; ln -s /bin/true "$HOME/xdg-open"; PATH="$HOME:$PATH"
    npx --yes ${file} > "$HOME/started" 2> "$HOME/starting" &
    while ! grep -q login "$HOME/started"; do kill -0 $! || { cat "$HOME/starting" >&2; exit 1; }; sleep 0.1; done
    cat "$HOME/starting" "$HOME/started"; npx --yes ${file} release list; rm ${file}
    read -r _ pid _ < "$HOME/.local/share/mlanywhere/lock-holder"; kill "$pid"; wait`;
  const said = await withoutNetwork(script, packed);
  expect(said).toContain('MLAnywhere is starting.');
  expect(said).toContain('/login#code=');
  expect(said).toContain('sample');
});

test.runIf(canSeparate && canTrace)('nothing phones home: server and commands connect to loopback alone', async () => {
  const trace = ['strace', '-f', '-qq', '-e', 'trace=connect,sendto,sendmsg', '-o', join(folder, 'trace')];
  const mla = [process.execPath, join(program, 'bin', 'mla.cjs')];
  const said = await withoutNetwork('exec "$@"', ...trace, 'sh', '-euc', useTheWizard, 'sh', ...mla);
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
    const blob = await makeProgramBlob({ root, folder: program });
    await makeExecutable({ node: process.execPath, blob, file });
    const said = await withoutNetwork('PATH=/usr/bin:/bin; "$1" release list', file);
    expect(said).toContain('sample');
  },
);
