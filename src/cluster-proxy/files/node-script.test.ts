import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isNoProxyEntry, isProxyAddress } from '../../installation/proxy/refuse-proxy.ts';
import { nodeScript } from './node-script.ts';
import { type FilePlan, nodeFileNames, nodeFiles, planFiles } from './plan-files.ts';

const proxy = {
  http: 'http://proxy.example:3128',
  https: 'http://proxy.example:3129',
  noProxy: ['localhost', '10.0.0.0/8', '.svc'],
};
const nothing = planFiles({ noProxy: [] });

/** The tree of a node in a folder. `systemctl` and `id` are stand-ins: nothing here is a service, and the test need not be root. */
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  await put('/etc/environment', 'PATH="/usr/bin:/bin"\n');
  await put('/etc/wgetrc', '# wget\npassive_ftp = on\n');
  await put('/etc/apt/apt.conf.d/01autoremove', 'APT {};\n');
  await put('/stand-in/id', '#!/bin/sh\necho 0\n');
  await put(
    '/stand-in/systemctl',
    `#!/bin/sh
echo "$*" >>${root}/calls
[ "$1" != restart ] || [ ! -f ${root}/broken ] || { echo "Job for $2.service failed." >&2; exit 1; }
[ "$1" != is-active ] || [ ! -f ${root}/inactive ]
`,
  );
  for (const name of ['id', 'systemctl']) await chmod(join(root, 'stand-in', name), 0o755);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');
const restarts = async (): Promise<string[]> =>
  (await read('/calls').catch(() => '')).split('\n').filter((line) => /^(daemon-reload|restart)/.test(line));

function run(plan: FilePlan, mode: 'look' | 'set', { cutAt }: { cutAt?: number } = {}) {
  const environment = { PATH: `${join(root, 'stand-in')}:${process.env['PATH'] ?? ''}`, MLA_NODE_ROOT: root };
  const input = nodeScript(plan).slice(0, cutAt);
  const { status, stdout } = spawnSync('/bin/sh', ['-s', mode], { input, env: environment, encoding: 'utf8' });
  return { status, lines: stdout.trim().split('\n') };
}

async function snapshot(): Promise<Record<string, string>> {
  const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  const paths = files.map((one) => join(one.parentPath, one.name)).filter((path) => !path.endsWith('/calls'));
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')] as const)),
  );
}

describe('the script for a node', () => {
  test('writes all files, keeps what others wrote, and restarts both services once [v1]', async () => {
    expect(run(planFiles(proxy), 'set')).toEqual({
      status: 0,
      lines: [
        ...nodeFileNames.map((name) => `changed ${name}`),
        'restarted containerd-service',
        'running containerd-service',
        'restarted docker-service',
        'running docker-service',
        'done set',
      ],
    });
    const values = ['http://proxy.example:3128', 'http://proxy.example:3129', 'localhost,10.0.0.0/8,.svc'];
    const names = ['http_proxy', 'https_proxy', 'no_proxy'];
    const pairs = names.flatMap((name, at) => [name, name.toUpperCase()].map((one) => [one, values[at]] as const));
    expect(await read(nodeFiles.environment)).toBe(
      [
        'PATH="/usr/bin:/bin"',
        '# BEGIN mlanywhere proxy: written by MLAnywhere, changes inside are lost',
        ...pairs.map(([name, value]) => `${name}="${value}"`),
        '# END mlanywhere proxy',
        '',
      ].join('\n'),
    );
    const dropIn = ['[Service]', ...pairs.map(([name, value]) => `Environment="${name}=${value}"`), ''].join('\n');
    expect([await read(nodeFiles.docker), await read(nodeFiles.containerd)]).toEqual([dropIn, dropIn]);
    expect(await read(nodeFiles.apt)).toBe(
      'Acquire::http::Proxy "http://proxy.example:3128";\nAcquire::http::Proxy::localhost "DIRECT";\nAcquire::https::Proxy "http://proxy.example:3129";\nAcquire::https::Proxy::localhost "DIRECT";\n',
    );
    expect(await read(nodeFiles.wget)).toContain('passive_ftp = on\n# BEGIN');
    expect((await stat(join(root, nodeFiles.environment))).mode & 0o777).toBe(0o644);
    expect(await restarts()).toEqual(['daemon-reload', 'restart containerd', 'daemon-reload', 'restart docker']);
  });

  test('a shell that reads the profile has the variables', async () => {
    run(planFiles(proxy), 'set');
    const shell = spawnSync('/bin/sh', ['-c', `. ${join(root, nodeFiles.profile)}; echo "$https_proxy $NO_PROXY"`], {
      encoding: 'utf8',
    });
    expect(shell.stdout).toBe('http://proxy.example:3129 localhost,10.0.0.0/8,.svc\n');
  });

  test('a second run changes nothing and restarts nothing; looking changes nothing either [v1]', async () => {
    run(planFiles(proxy), 'set');
    const [before, restarted] = [await snapshot(), await restarts()];
    const { status, lines } = run(planFiles(proxy), 'set');
    expect({ status, lines }).toEqual({
      status: 0,
      lines: [
        ...nodeFileNames.map((name) => `same ${name}`),
        'running containerd-service',
        'running docker-service',
        'done set',
      ],
    });
    const other = run(planFiles({ ...proxy, noProxy: ['localhost'] }), 'look');
    expect(other.lines).toContain('differs environment');
    expect(other.lines).toContain('pending docker-service');
    expect(await snapshot()).toEqual(before);
    expect(await restarts()).toEqual(restarted);
  });

  test('another proxy replaces the block; no proxy takes away all that was written, and nothing else', async () => {
    const before = await snapshot();
    run(planFiles(proxy), 'set');
    await put('/etc/environment', `${await read('/etc/environment')}LANG=C\n`);
    run(planFiles({ ...proxy, https: 'http://other.example:1' }), 'set');
    const changed = await read(nodeFiles.environment);
    expect(changed).toContain('https_proxy="http://other.example:1"');
    expect(changed.match(/BEGIN/g)).toHaveLength(1);
    expect(run(nothing, 'set').status).toBe(0);
    const state = join(root, 'var/lib/mlanywhere/proxy');
    expect(await snapshot()).toEqual({
      ...before,
      [join(root, 'etc/environment')]: 'PATH="/usr/bin:/bin"\nLANG=C\n',
      [join(state, 'docker')]: 'none\n',
      [join(state, 'containerd')]: 'none\n',
    });
    expect(run(nothing, 'set').lines.filter((line) => /^(changed|restarted)/.test(line))).toEqual([]);
  });

  test('where there is no apt and no wget, nothing is made for them', async () => {
    await rm(join(root, 'etc/apt'), { recursive: true });
    await rm(join(root, 'etc/wgetrc'));
    expect(run(planFiles(proxy), 'set').lines).toEqual(expect.arrayContaining(['absent apt', 'absent wget']));
    expect(await readdir(join(root, 'etc'))).not.toContain('wgetrc');
  });

  test('a service that does not restart is named with its words; the next run restarts it, though no file changes [v1]', async () => {
    await put('/broken', '');
    const failed = run(planFiles(proxy), 'set');
    expect(failed.status).toBe(1);
    expect(failed.lines).toContain('failed docker-service Job for docker.service failed.');
    expect(run(planFiles(proxy), 'look').lines).toContain('pending docker-service');
    await rm(join(root, 'broken'));
    expect(run(planFiles(proxy), 'set').lines).toEqual(
      expect.arrayContaining(['same docker', 'restarted docker-service']),
    );
  });

  test('a service that does not run is not started', async () => {
    await put('/inactive', '');
    expect(run(planFiles(proxy), 'set').lines).toContain('stopped docker-service');
    expect(await restarts()).toEqual([]);
  });

  test('a block whose end somebody removed is left alone and named', async () => {
    run(planFiles(proxy), 'set');
    const damaged = (await read('/etc/environment')).replace('# END mlanywhere proxy\n', 'KEEP=me\n');
    await put('/etc/environment', damaged);
    const { status, lines } = run(planFiles({ ...proxy, noProxy: [] }), 'set');
    expect(status).toBe(1);
    expect(lines.find((line) => line.startsWith('failed environment'))).toContain('marks are damaged');
    expect(await read('/etc/environment')).toBe(damaged);
  });

  test('cut off anywhere on its way, it does nothing', async () => {
    const before = await snapshot();
    const whole = nodeScript(planFiles(proxy)).trimEnd().length - '</dev/null'.length - 1;
    for (const cutAt of [1, 200, 2000, 4000, whole - 20, whole - 5])
      expect(run(planFiles(proxy), 'set', { cutAt }).lines).toEqual(['']);
    expect(await snapshot()).toEqual(before);
  });
});

const shellcheck = (input: string) => spawnSync('shellcheck', ['--shell', 'sh', '-'], { input, encoding: 'utf8' });
test.skipIf(spawnSync('shellcheck', ['--version']).status !== 0)('shellcheck finds no fault in the script', () => {
  for (const plan of [planFiles(proxy), nothing]) expect(shellcheck(nodeScript(plan)).stdout).toBe('');
});

test('no value is refused by the schema and let through here, and none of those let through ends its quotes', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('$(touch harmed)', '"; id', "'; id #", 'a\nb', '`id`', '%h', 'x'.repeat(10_000)),
  );
  const value = fc.oneof(
    hostile,
    fc.domain(),
    fc.domain().map((host) => `http://${host}:3128`),
    hostile.map((text) => `http://p.example:1/${text}`),
  );
  fc.assert(
    fc.property(value, fc.array(value, { maxLength: 3 }), (https, noProxy) => {
      const fits = isProxyAddress(https) && noProxy.every(isNoProxyEntry);
      if (!fits) {
        expect(() => planFiles({ https, noProxy })).toThrow(expect.objectContaining({ key: 'node.badProxyValue' }));
        return;
      }
      const script = nodeScript(planFiles({ https, noProxy }));
      // The same script for every value, apart from base64.
      const fixed = (text: string): string => text.replaceAll(/<<'BASE64' \|\| exit 1\n[A-Za-z0-9+/=\n]*BASE64\n/g, '');
      expect(fixed(script)).toBe(fixed(nodeScript(planFiles(proxy))));
    }),
    { numRuns: 200 },
  );
});
