import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hangSignal } from '../../../../test/patience.fixture.ts';
import { createOutbound } from '../../../network/outbound.ts';
import { kindTool } from '../../kind/kind-tool.ts';
import { installHint } from '../hints.ts';
import { findTool } from '../machine.ts';
import { createSurroundings } from '../surroundings.ts';
import { downloadTool } from './download-tool.ts';
import { pinnedTools } from './pinned-tools.ts';

const program = `#!${process.execPath}\nconsole.log('kind v0.33.0 go1.26.8 linux/amd64');\n`;
const sha256 = createHash('sha256').update(program).digest('hex');
const { fetch } = createOutbound({});

let server: Server;
let address: string;
let directory: string;
beforeAll(async () => {
  server = createServer(({ url }, response) => {
    response.statusCode = url === '/kind' ? 200 : 404;
    response.end(url === '/kind' ? program : 'Not Found');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  directory = await mkdtemp(join(tmpdir(), 'mla-tools-'));
});
afterAll(async () => {
  server.close();
  await rm(directory, { recursive: true, force: true });
});

const download = (file: { url: string; sha256: string }, folder = directory) =>
  downloadTool('kind', { directory: folder, fetch, signal: hangSignal(), file });

test('a tool with its digest is kept, and found where PATH has none', async () => {
  const path = await download({ url: `${address}/kind`, sha256 });
  expect(await readFile(path, 'utf8')).toBe(program);
  const surroundings = createSurroundings({ PATH: '' }, { downloads: directory });
  expect(await findTool(kindTool, surroundings, hangSignal())).toEqual({ path, version: '0.33.0' });
});

test('a file with another digest, a missing one and an unreachable server are errors, and leave nothing', async () => {
  const empty = join(directory, 'empty');
  const get = (url: string) => download({ url, sha256: '0'.repeat(64) }, empty);
  await expect(get(`${address}/kind`)).rejects.toMatchObject({ key: 'laptop.digestMismatch' });
  await expect(get(`${address}/gone`)).rejects.toMatchObject({ key: 'laptop.downloadFailed' });
  await expect(get('http://127.0.0.1:1/kind')).rejects.toMatchObject({ key: 'laptop.downloadFailed' });
  expect(await readdir(empty)).toEqual([]);
});

test('what has no pinned file for a machine is refused with the reason', async () => {
  const given = { directory, fetch, signal: hangSignal(), machine: 'plan9-mips' };
  await expect(downloadTool('kind', given)).rejects.toMatchObject({ key: 'laptop.notPinned' });
  await expect(downloadTool('minikube', { ...given, machine: 'darwin-arm64' })).rejects.toMatchObject({
    key: 'laptop.notPinned',
  });
});

test('each pinned file names its version and has a digest', () => {
  for (const { version, files } of Object.values(pinnedTools))
    for (const file of Object.values(files)) {
      expect(file?.url).toContain(`/v${version}/`);
      expect(file?.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
});

test('the hint names the download only where there is a file for the machine', () => {
  expect(installHint('minikube', 'linux', 'x64')).toMatch(/`mla cluster tool minikube` downloads it/);
  expect(installHint('minikube', 'linux', 'arm64')).toBe('https://minikube.sigs.k8s.io/docs/start');
  expect(installHint('kind', 'darwin', 'arm64')).toMatch(/`mla cluster tool kind` downloads it/);
  expect(installHint('kind', 'win32', 'x64')).not.toContain('mla cluster tool');
});
