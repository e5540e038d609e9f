import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPage } from '../../../../test/recipes/page.fixture.ts';
import { planFiles } from '../../../cluster-proxy/files/plan-files.ts';
import { isNoProxyEntry, isProxyAddress } from '../../../installation/proxy/refuse-proxy.ts';
import { runInPipe } from '../../output/terminal.fixture.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mla-proxy-script-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const here = () => ({ environment: { MLA_HOME: folder } });

/** What it is, and a value. */
const hostile: readonly (readonly [string, string])[] = Object.entries({
  'a double quote': 'http://proxy.example:3128"; touch harmed; "',
  'a single quote': "http://proxy.example:3128'; touch harmed; '",
  'a semicolon': 'http://proxy.example:3128;touch harmed',
  'a substitution': 'http://$(touch harmed).example:3128',
  'a backtick': 'http://`touch harmed`.example:3128',
  'a line end': 'http://proxy.example:3128\ntouch harmed',
  '10 kB': `http://${'a'.repeat(10_000)}.example:3128`,
});

describe.each(hostile)('%s', (_, value) => {
  const short = JSON.stringify(value).slice(0, 40);

  test('is refused by `mla proxy script` as a proxy and as an entry, and printed into no script', async () => {
    for (const flags of [
      ['--proxy-https', value],
      ['--proxy-https', 'http://proxy.example:3128', '--noproxy', value],
    ]) {
      const { exitCode, stdout, stderr } = await runInPipe(['proxy', 'script', ...flags], here());
      expect(stdout).toBe('');
      expect(stderr).toContain(short);
      expect(stderr).toMatch(/cannot be part of a proxy setting\.[^]*Correct spec\.proxy: http:\/\/HOST:PORT/);
      expect(exitCode).not.toBe(0);
    }
  });

  test('is refused by `mla create` and `mla apply`, which name the field', async () => {
    const created = await runInPipe(
      ['create', 'demo', '--platform', 'kind', '--no-kubeflow', '--proxy-https', value],
      here(),
    );
    expect(created.exitCode).not.toBe(0);
    expect(created.stderr).toMatch(
      /--proxy-https (must be an address such as|must be http:\/\/HOST:PORT, and nothing else|has \d+ characters)/,
    );
    const file = join(folder, 'demo.yaml');
    const spec = { cluster: { platform: 'kind' }, kubeflow: null, proxy: { https: value } };
    const kind = { apiVersion: 'mlanywhere.dev/v1alpha1', kind: 'Installation', metadata: { name: 'demo' } };
    await writeFile(file, JSON.stringify({ ...kind, spec }));
    const applied = await runInPipe(['apply', '-f', file], here());
    expect(applied.exitCode).not.toBe(0);
    expect(applied.stderr).toMatch(
      /spec\.proxy\.https[^]*(must be an address such as|must be http:\/\/HOST:PORT, and nothing else|has \d+ characters)/,
    );
  });
});

test('a shell that reads what was let through does nothing with it', async () => {
  const value = fc.oneof(
    fc.domain(),
    fc.ipV4(),
    fc.ipV6(),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(...hostile.map(([, text]) => text)),
  );
  const lines: string[] = [];
  const expected: string[] = [];
  fc.assert(
    fc.property(value, value, (host, entry) => {
      const https = `http://${host}:3128`;
      if (!isProxyAddress(https) || !isNoProxyEntry(entry)) return;
      const { profile, environment } = planFiles({ https, noProxy: [entry] });
      // As a shell reads the profile, and as one would read the other file.
      for (const text of [profile ?? '', environment ?? '']) {
        lines.push(text, `printf '%s\\n' "$https_proxy" "$NO_PROXY"\n`);
        expected.push(https, entry);
      }
    }),
    { numRuns: 500 },
  );
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', lines.join('')], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout.trimEnd().split('\n')).toEqual(expected);
  expect(expected.length).toBeGreaterThan(100);
  expect(await readdir(folder)).not.toContain('harmed');
});

test('docs/proxy.md: its script for a cluster that exists looks, sets, and then finds nothing to do', async () => {
  const [print, ...run] = (await readPage('proxy.md'))
    .map(({ command }) => command)
    .filter((one) => /proxy\.sh/.test(one));
  expect(run).toEqual(['sh proxy.sh look', 'sh proxy.sh set']);
  const [command = '', file] = print?.split(' > ') ?? [];
  expect(file).toBe('proxy.sh');
  const { stdout, exitCode } = await runInPipe(command.split(' ').slice(1), here());
  expect(exitCode).toBe(0);
  // A root of its own, in which nobody is another user and no service runs.
  const programs = join(folder, 'programs');
  for (const directory of [programs, join(folder, 'etc/apt/apt.conf.d')]) await mkdir(directory, { recursive: true });
  await writeFile(join(programs, 'id'), '#!/bin/sh\necho 0\n', { mode: 0o755 });
  await writeFile(join(programs, 'systemctl'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  await writeFile(join(folder, 'proxy.sh'), stdout);
  const env = { PATH: `${programs}:${process.env['PATH'] ?? ''}`, MLA_NODE_ROOT: folder };
  const states = [...run, ...run].map((line) => {
    const [shell = '', ...words] = line.split(' ');
    const ended = spawnSync(shell, words, { cwd: folder, env, encoding: 'utf8' });
    expect(ended.status).toBe(0);
    return [...new Set(ended.stdout.split('\n').map((one) => one.split(' ')[0]))].filter((one) => one !== '');
  });
  const rest = ['absent', 'done'];
  expect(states).toEqual([
    ['differs', ...rest],
    ['changed', ...rest],
    ['same', ...rest],
    ['same', ...rest],
  ]);
  expect(await readFile(join(folder, 'etc/environment'), 'utf8')).toContain(
    'https_proxy="http://proxy.example.com:3128"',
  );
});
