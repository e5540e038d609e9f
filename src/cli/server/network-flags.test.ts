import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueCertificate } from '../../../sandbox/certificates/issue.ts';
import { startConnectProxy, type ConnectProxy } from '../../network/testing/connect-proxy.fixture.ts';
import { runInPipe } from '../output/terminal.fixture.ts';

/* Commands of which this process connects itself: no server, no variables, and names that the proxy alone knows. */
const company = issueCertificate({ commonName: 'Company CA' });
const pair = issueCertificate({ commonName: 'lab', hosts: ['api.lab.example', 'mla.lab.example'], issuer: company });
let folder: string;
let server: Server;
let proxy: ConnectProxy;
let port: number;
const place = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mla-network-flags-'));
  server = createServer({ cert: pair.certificate, key: pair.key }, (_, response) => response.writeHead(401).end('{}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  proxy = await startConnectProxy();
  await writeFile(place('company.pem'), company.certificate);
  await writeFile(
    place('kubeconfig'),
    dump({
      'current-context': 'a',
      contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
      clusters: [{ name: 'a', cluster: { server: `https://api.lab.example:${port}` } }],
      users: [{ name: 'a', user: { token: 'abc' } }],
    }),
  );
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await proxy.close();
  await rm(folder, { recursive: true });
});

const run = (...words: string[]) => runInPipe(words, { environment: { MLA_HOME: place('home'), HOME: folder } });
const preflight = (...more: string[]) =>
  run('preflight', '--release', 'sample', '--kubeconfig', place('kubeconfig'), ...more);
const told = ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }) => stdout + stderr;

test('preflight by a kubeconfig goes through the proxy of the flag, and trusts the authorities of the other', async () => {
  const before = proxy.tunnels.length;
  const both = await preflight('--proxy', `http://${proxy.host}`, '--ca-file', place('company.pem'));
  expect(told(both)).toContain('answered 401');
  expect(told(both)).not.toContain('Company CA');
  expect(new Set(proxy.tunnels.slice(before))).toEqual(new Set([`api.lab.example:${port}`]));
  expect(told(await preflight('--proxy', `http://${proxy.host}`))).toContain('is from Company CA');
});

test('a name that --proxy-bypass lists is not asked of the proxy', async () => {
  const before = proxy.tunnels.length;
  const bypass = ['--proxy', `http://${proxy.host}`, '--proxy-bypass', '.lab.example'];
  const { exitCode } = await run('connection', 'list', '--server', `https://mla.lab.example:${port}`, ...bypass);
  expect(exitCode).not.toBe(0);
  expect(proxy.tunnels.slice(before)).toEqual([]);
});

test('a named server over HTTPS is reached by them', async () => {
  const before = proxy.tunnels.length;
  const named = ['--server', `https://mla.lab.example:${port}`, '--proxy', `http://${proxy.host}`];
  const ended = await run('connection', 'list', ...named, '--ca-file', place('company.pem'));
  expect(told(ended)).toContain('the server answered 401');
  expect(proxy.tunnels.slice(before)).toContain(`mla.lab.example:${port}`);
});

test('a proxy that is none is refused before anything is done, and not repeated', async () => {
  const ended = await run('connection', 'list', '--proxy', 'ftp://ann:hunter2@proxy');
  expect(ended.exitCode).toBe(2);
  expect(told(ended)).not.toContain('hunter2');
});
