import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../../../sandbox/certificates/issue.ts';
import { startConnectProxy, type ConnectProxy } from '../../../network/testing/connect-proxy.fixture.ts';
import { hasTinyproxy, startTinyproxy, type Tinyproxy } from '../../../network/testing/tinyproxy.fixture.ts';
import { runInPipe } from '../../output/terminal.fixture.ts';

const explain = (words: string, environment: Record<string, string> = {}) =>
  runInPipe(['proxy', 'explain', ...words.split(' ')], { environment });

test('without a proxy, an address is reached directly', async () => {
  expect(await explain('github.com')).toEqual({
    exitCode: 0,
    stdout:
      'https://github.com is reached directly.\nNo proxy is set (HTTPS_PROXY).\nTrusted: the authorities of this system. MLA_CA_FILE is not set.\n',
    stderr: '',
  });
});

test('with a proxy, it says which variable decided, that no entry matches, and which entries match nothing', async () => {
  const environment = { https_proxy: 'http://ann:hunter2@proxy.example:3128', NO_PROXY: '.lab.example,10.*' };
  const { stdout } = await explain('https://github.com/a/b?c', environment);
  expect(stdout.split('\n')).toEqual([
    'https://github.com is reached through the proxy http://proxy.example:3128.',
    'https_proxy names the proxy http://proxy.example:3128.',
    'The proxy gets the user ann and a password.',
    'No entry of NO_PROXY lists github.com.',
    'Warning: 10.* in NO_PROXY matches nothing.',
    'Trusted: the authorities of this system. MLA_CA_FILE is not set.',
    '',
  ]);
});

test.each([
  [
    'https://api.lab.example:6443',
    'HTTPS_PROXY is set, but NO_PROXY lists api.lab.example (as .lab.example): it is reached directly.',
  ],
  ['http://localhost:5000', 'HTTP_PROXY is set, but this machine itself is reached directly.'],
  [
    'https://kubernetes.default.svc',
    'HTTPS_PROXY is set, but kubernetes.default.svc is in the cluster that MLAnywhere runs in: it is reached directly.',
  ],
])('%s goes directly, and it says why', async (url, why) => {
  const environment = {
    HTTPS_PROXY: 'proxy:3128',
    HTTP_PROXY: 'proxy:3128',
    NO_PROXY: '.lab.example',
    KUBERNETES_SERVICE_HOST: '10.96.0.1',
  };
  expect((await explain(url, environment)).stdout).toContain(`${new URL(url).origin} is reached directly.\n${why}\n`);
});

test('flags stand for the variables, and --json has no password either', async () => {
  const environment = { HTTPS_PROXY: 'http://other:1', ALL_PROXY: 'http://other:2', no_proxy: 'github.com' };
  const flags = '--proxy http://ann:hunter2@proxy:3128 --proxy-bypass lab.example --json';
  const { stdout } = await explain(`github.com ${flags}`, environment);
  expect(stdout).not.toContain('hunter2');
  expect(JSON.parse(stdout)).toEqual({
    url: 'https://github.com',
    proxy: 'http://proxy:3128',
    because: 'HTTPS_PROXY names the proxy http://proxy:3128.',
    misread: [],
    layers: [],
  });
  expect((await explain('github.com --proxy none', environment)).stdout).toContain('reached directly');
});

test.each<[string, Record<string, string>, string]>([
  ['ftp://github.com', {}, 'MLA-CLI-'],
  ['--test', {}, 'neither an address nor --connection is given'],
  ['github.com --server http://127.0.0.1:1', {}, '--server and --data belong to --connection'],
  ['github.com --connection lab --test', {}, '--test with --connection tests the connection'],
  ['github.com --proxy ftp://hunter2', {}, '--proxy'],
  ['github.com', { HTTPS_PROXY: 'ftp://hunter2' }, 'The variable HTTPS_PROXY does not contain a proxy address.'],
  ['github.com --ca-file /nowhere.pem', {}, '/nowhere.pem'],
])('%s %j is refused', async (words, environment, said) => {
  const { exitCode, stderr, stdout } = await explain(words, environment);
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain(said);
  expect(stdout + stderr).not.toContain('hunter2');
});

describe.skipIf(!hasTinyproxy)('With --test and a real proxy', () => {
  const authority = issueCertificate({ commonName: 'Company CA' });
  const pair = issueCertificate({ commonName: 'files', hosts: ['files.lab.example'], issuer: authority });
  let server: Server;
  let names: ConnectProxy;
  let proxy: Tinyproxy;
  let folder: string;
  let target: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mla-explain-'));
    await writeFile(join(folder, 'ca.pem'), authority.certificate);
    server = createServer({ cert: pair.certificate, key: pair.key }, (_, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    target = `https://files.lab.example:${port}`;
    names = await startConnectProxy();
    proxy = await startTinyproxy(['BasicAuth ann fifty', `ConnectPort ${port}`, `Upstream http ${names.host}`]);
  });
  afterAll(async () => {
    await proxy.close();
    await names.close();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  const test$ = (more: string, login = 'ann:fifty@') =>
    explain(`${more} --test --ca-file ${join(folder, 'ca.pem')}`, { HTTPS_PROXY: `http://${login}${proxy.host}` });

  test('each layer is told', async () => {
    const { exitCode, stdout } = await test$(target);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`✔ proxy  http://${proxy.host} lets the connection through\n`);
    expect(stdout).toContain('✔ tls    TLSv1.3, certificate from Company CA\n');
  });

  test.each([
    ['asks for a login', (): [string, string] => [target, ''], 'it asks for a user and a password (407)'],
    ['refuses the password', (): [string, string] => [target, 'ann:wrong@'], 'it does not accept'],
    ['forbids the port', (): [string, string] => ['https://files.lab.example:1', 'ann:fifty@'], '(403)'],
  ])('a proxy that %s is the layer that failed', async (_, given, reason) => {
    const { exitCode, stdout, stderr } = await test$(...given());
    expect(exitCode).not.toBe(0);
    expect(stdout).toMatch(/✖ proxy {2}The proxy http:\/\/127\.0\.0\.1:\d+ refused the connection/);
    expect(stderr).toContain(reason);
    expect(stderr).toContain('MLA-GENERAL-008');
    expect(stdout + stderr).not.toMatch(/fifty|wrong/);
  });

  test('a certificate of an unknown authority is told with its issuer', async () => {
    const { stderr } = await explain(`${target} --test`, { HTTPS_PROXY: `http://ann:fifty@${proxy.host}` });
    expect(stderr).toContain('The certificate of files.lab.example is from Company CA');
    expect(stderr).toContain('MLA-GENERAL-007');
  });
});
