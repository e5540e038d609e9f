import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { runCli } from '../../run-cli.ts';

/* A real registry on loopback, which answers as npm's does. */

async function check(status: number, body: string): Promise<{ code: number; said: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(status, { connection: 'close' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let said = '';
  const sink = { write: (text: string) => (said += text) };
  const code = await runCli(['update-check'], {
    environment: { MLA_UPDATE_SOURCE: `http://127.0.0.1:${port}/npm` },
    stdin: process.stdin,
    stdout: sink,
    stderr: sink,
    signal: new AbortController().signal,
    startLocalService: () => Promise.reject(new Error('no server is needed')),
  });
  await new Promise((resolve) => server.close(resolve));
  return { code, said, asked };
}

test('update-check asks the given registry once, and says whether there is a newer version', async () => {
  const newer = await check(200, '{"name":"mlanywhere","version":"99.1.0"}');
  expect(newer).toMatchObject({ code: 0, asked: ['GET /npm/mlanywhere/latest'] });
  expect(newer.said).toContain('MLAnywhere 99.1.0 is available');
  expect((await check(200, '{"version":"0.0.1"}')).said).toContain('is up to date');
  expect(await check(404, '{}')).toMatchObject({
    code: 8,
    said: expect.stringContaining('no version is published') as string,
  });
  expect((await check(200, '<html>')).code).toBe(8);
});
