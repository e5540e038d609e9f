import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readVersion } from '../app/version.ts';

/* The program as a shell starts it. */

const main = fileURLToPath(new URL('../../scripts/run-mla.mjs', import.meta.url));
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mla-main-'));
});

afterAll(() => rm(home, { recursive: true, force: true }));

function start(words: readonly string[]): ChildProcess {
  const { MLA_SERVER: _server, MLA_TOKEN: _token, ...environment } = process.env;
  return spawn(process.execPath, [main, ...words], {
    env: { ...environment, MLA_HOME: home, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(words: readonly string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const child = start(words);
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
  const [exitCode] = (await once(child, 'close')) as [number];
  return { exitCode, stdout, stderr };
}

test('the version is one line', async () => {
  expect(await run(['--version'])).toEqual({ exitCode: 0, stdout: `${readVersion()}\n`, stderr: '' });
  expect(JSON.parse((await run(['version', '--json'])).stdout)).toEqual({
    version: readVersion(),
    node: process.version,
  });
});

test('what cannot be read is an error with code 2, on stderr alone, and in JSON where JSON was asked for', async () => {
  const text = await run(['status', '--frob']);
  expect(text).toMatchObject({ exitCode: 2, stdout: '' });
  expect(text.stderr).toMatch(
    /^Error: Invalid command: unknown option '--frob'\.\n {2}Likely cause: .*\n {2}What to do: {3}Run `mla help status` to see how to use the command\.\n {2}Code: {9}MLA-CLI-001\n$/,
  );
  const json = await run(['frob', '--json']);
  expect(json).toMatchObject({ exitCode: 2, stdout: '' });
  expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'MLA-CLI-001', kind: 'invalid' } });
});

test('help of a command can be had both ways', async () => {
  const help = await run(['help', 'release', 'build']);
  expect(help.exitCode).toBe(0);
  expect(help.stdout).toContain('Usage: mla release build');
  expect((await run(['release', 'build', '--help'])).stdout).toBe(help.stdout);
});

test('where no server runs a command brings its own; where one runs it is used; SIGINT ends it and leaves no trace', async () => {
  const together = await Promise.all([run(['status', '--json']), run(['status', '--json'])]);
  for (const one of together) expect(one).toEqual({ exitCode: 0, stdout: '{"installations":[]}\n', stderr: '' });
  const company = ['--oidc-issuer', 'https://login.example.com', '--oidc-client-id', 'mla', '--oidc-roles', 'ml=admin'];
  const server = start(['serve', '--port', '0', '--json', ...company]);
  const [line] = (await once(createInterface({ input: server.stdout ?? process.stdin }), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  expect(await (await fetch(`${url}/api/login`)).json()).toMatchObject({ provider: 'login.example.com' });
  const opened = await run(['open', '--print', '--json']);
  expect(JSON.parse(opened.stdout)).toMatchObject({ url: `${url}/` });
  expect(await run(['serve', '--json'])).toMatchObject({ exitCode: 4, stdout: '' });
  server.kill('SIGINT');
  expect(await once(server, 'exit')).toEqual([0, null]);
  expect(await run(['open', '--print'])).toMatchObject({ exitCode: 8 });
});
