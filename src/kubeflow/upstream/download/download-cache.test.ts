import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../../../sandbox/certificates/issue.ts';
import { createOutbound } from '../../../network/outbound.ts';
import { DownloadCache } from './download-cache.ts';

const content = Buffer.from('a release, byte by byte '.repeat(5000));
const never = new AbortController().signal;

let directory: string;
let server: Server | undefined;
/** What was asked for, in order: path and range. */
let asked: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mla-downloads-'));
  asked = [];
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  rmSync(directory, { recursive: true });
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  server = createServer((request, response) => {
    asked.push(`${request.url ?? ''} ${request.headers.range ?? 'all'}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const open = (mirror?: string): DownloadCache =>
  new DownloadCache({
    directory,
    fetch: (address, init) => fetch(address, init),
    ...(mirror === undefined ? {} : { mirror }),
  });

describe('a download', () => {
  test('is made once: the second look finds it in the cache', async () => {
    const address = await serve((_request, response) => response.end(content));
    const file = await open().get(`${address}/a`, { signal: never });
    expect(readFileSync(file)).toEqual(content);
    expect(await open().get(`${address}/a`, { signal: never })).toBe(file);
    expect(asked).toEqual(['/a all']);
  });

  test('that broke off goes on where it was, when the server has the same file still', async () => {
    const address = await serve((request, response) => {
      response.setHeader('etag', '"one"');
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.setHeader('content-length', content.length - from);
      if (from > 0) response.writeHead(206).end(content.subarray(from));
      else response.write(content.subarray(0, 50_000), () => setTimeout(() => response.destroy(), 300));
    });
    await expect(open().get(`${address}/a`, { signal: never })).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-034' });
    expect(readFileSync(await open().get(`${address}/a`, { signal: never }))).toEqual(content);
    expect(asked[0]).toBe('/a all');
    expect(asked[1]).toMatch(/^\/a bytes=\d+-$/);
    expect(readdirSync(directory)).toHaveLength(1);
  });

  test('that broke off begins again, when the server has another file now', async () => {
    let etag = '"old"';
    const address = await serve((_request, response) => {
      response.setHeader('etag', etag).setHeader('content-length', content.length);
      if (etag === '"old"') response.write(Buffer.alloc(1000), () => response.destroy());
      else response.end(content);
    });
    await expect(open().get(`${address}/a`, { signal: never })).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-034' });
    etag = '"new"';
    expect(readFileSync(await open().get(`${address}/a`, { signal: never }))).toEqual(content);
  });

  test('that is shorter than announced is not taken', async () => {
    const address = await serve((_request, response) => {
      response.setHeader('content-length', content.length).write(content.subarray(0, 10), () => response.destroy());
    });
    await expect(open().get(`${address}/a`, { signal: never })).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-034' });
    expect(readdirSync(directory).filter((name) => !name.includes('.part'))).toEqual([]);
  });

  test('with another digest than the one that is pinned is refused and not kept', async () => {
    const address = await serve((_request, response) => response.end('something else'));
    const sha256 = createHash('sha256').update(content).digest('hex');
    await expect(open().get(`${address}/a`, { signal: never, sha256 })).rejects.toMatchObject({
      code: 'MLA-KUBEFLOW-002',
    });
    expect(readdirSync(directory)).toEqual([]);
  });

  test('stops at a cancel and keeps nothing that looks whole', async () => {
    const abort = new AbortController();
    const address = await serve((_request, response) => response.write(content.subarray(0, 1000)));
    const running = open().get(`${address}/a`, { signal: abort.signal, onBytes: () => abort.abort() });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(directory).filter((name) => !name.includes('.part'))).toEqual([]);
  });

  test('from github.com comes from the mirror where there is one', async () => {
    const address = await serve((_request, response) => response.end(content));
    await open(`${address}/github/`).get('https://github.com/kubeflow/x/archive/1.tar.gz', { signal: never });
    expect(asked).toEqual(['/github/kubeflow/x/archive/1.tar.gz all']);
  });
});

describe('a trouble with a download has a code of its own:', () => {
  test.each([
    ['a file that is not there', { status: 404 }, { code: 'MLA-KUBEFLOW-038' }],
    [
      'a limit',
      { status: 429, headers: { 'retry-after': '60' } },
      { code: 'MLA-KUBEFLOW-037', details: { wait: '60 s' } },
    ],
    [
      'a limit without a time',
      { status: 403, headers: { 'x-ratelimit-remaining': '0' } },
      { code: 'MLA-KUBEFLOW-037', details: { wait: 'some minutes' } },
    ],
    [
      'a server in trouble',
      { status: 503 },
      { code: 'MLA-KUBEFLOW-039', details: { reason: expect.stringContaining('503') as string } },
    ],
    [
      'a refusal',
      { status: 403 },
      { code: 'MLA-KUBEFLOW-039', details: { reason: expect.stringContaining('403') as string } },
    ],
  ])('%s', async (_name, answer: { status: number; headers?: Record<string, string> }, error) => {
    const address = await serve((_request, response) => response.writeHead(answer.status, answer.headers).end());
    await expect(open().get(`${address}/a`, { signal: never })).rejects.toMatchObject(error);
  });

  test('a server that is not there', async () => {
    await expect(open().get('http://127.0.0.1:1/a', { signal: never })).rejects.toMatchObject({
      code: 'MLA-KUBEFLOW-034',
    });
  });

  test('a name that nobody knows', async () => {
    await expect(open().get('https://nowhere.invalid/a', { signal: never })).rejects.toMatchObject({
      code: 'MLA-KUBEFLOW-034',
    });
  });

  test.each([
    [
      'that is not there',
      'http://127.0.0.1:1',
      { code: 'MLA-KUBEFLOW-035', details: { reason: expect.stringContaining('ECONNREFUSED') as string } },
    ],
    ['that is no address', 'not an address', { code: 'MLA-GENERAL-003' }],
  ])('a proxy %s', async (_name, proxy, error) => {
    const behind = new DownloadCache({ directory, fetch: createOutbound({ HTTPS_PROXY: proxy }).fetch });
    await expect(behind.get('https://github.com/a', { signal: never })).rejects.toMatchObject(error);
  });

  test('a proxy that does not allow the host', async () => {
    const refusing = createServer().on('connect', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    try {
      const behind = new DownloadCache({
        directory,
        fetch: createOutbound({ HTTPS_PROXY: `http://127.0.0.1:${(refusing.address() as AddressInfo).port}` }).fetch,
      });
      await expect(behind.get('https://github.com/a', { signal: never })).rejects.toMatchObject({
        code: 'MLA-KUBEFLOW-035',
        details: { reason: expect.stringContaining('403') as string },
      });
    } finally {
      refusing.close();
    }
  });

  test('a certificate of an authority that is not trusted, as an inspecting proxy shows it', async () => {
    const pair = issueCertificate({ commonName: 'inspection', hosts: ['127.0.0.1'] });
    const inspecting = createTlsServer({ cert: pair.certificate, key: pair.key }, (_request, response) =>
      response.end(content),
    );
    await new Promise<void>((resolve) => inspecting.listen(0, '127.0.0.1', resolve));
    try {
      await expect(
        open().get(`https://127.0.0.1:${(inspecting.address() as AddressInfo).port}/a`, { signal: never }),
      ).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-036' });
    } finally {
      inspecting.close();
    }
  });

  test('a disk that is full, as the system tells it', async () => {
    const noSpace = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const full = new DownloadCache({ directory, fetch: () => Promise.reject(noSpace) });
    await expect(full.get('https://github.com/a', { signal: never })).rejects.toMatchObject({
      code: 'MLA-KUBEFLOW-040',
    });
  });
});
