import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addWebPages } from './web-pages.ts';

/** Its files are found wherever the page is shown, also below a path. */
const page = '<title>the app</title><script src="/tools/mla/assets/app-1a2b.js"></script>';

let folder: string;
let server: FastifyInstance;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pages-'));
  const directory = join(folder, 'dist');
  await mkdir(join(directory, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret'), 'not a page');
  await writeFile(join(directory, 'index.html'), '<title>the app</title><script src="./assets/app-1a2b.js"></script>');
  await writeFile(join(directory, 'assets', 'app-1a2b.js'), 'export {}');
  server = fastify();
  await addWebPages(server, { directory, path: '/tools/mla/' });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

test.each(['/', '/home', '/assets', '/assets/gone.js', '/../secret', '/%2e%2e%2fsecret', '//x'])(
  'the address %s, which is no file, gives the one page, asked for each time',
  async (url) => {
    const { statusCode, body, headers } = await server.inject({ url });
    expect({ statusCode, body }).toEqual({ statusCode: 200, body: page });
    expect(headers['cache-control']).toBe('no-cache');
  },
);

test('a file with a hash in its name is kept by browsers for a year', async () => {
  const { body, headers } = await server.inject({ url: '/assets/app-1a2b.js' });
  expect(body).toBe('export {}');
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(headers['content-type']).toContain('application/javascript');
});

test('a file that was built after the start is found', async () => {
  await writeFile(join(folder, 'dist', 'assets', 'later-3c4d.js'), 'export const later = 1');
  expect((await server.inject({ url: '/assets/later-3c4d.js' })).body).toBe('export const later = 1');
});

test('no address leads out of the folder', async () => {
  for (const url of ['/assets/../../secret', '/assets/%2e%2e/%2e%2e/secret', '/assets/..%2f..%2fsecret'])
    expect((await server.inject({ url })).body).not.toContain('not a page');
});

test('a browser that has the file is not sent it again', async () => {
  const { headers } = await server.inject({ url: '/index.html' });
  const again = await server.inject({ url: '/index.html', headers: { 'if-none-match': String(headers.etag) } });
  expect({ status: again.statusCode, cache: again.headers['cache-control'] }).toEqual({
    status: 304,
    cache: 'no-cache',
  });
});
