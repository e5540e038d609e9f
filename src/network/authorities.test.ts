import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueCertificate } from '../../sandbox/certificates/issue.ts';
import { patience } from '../../test/patience.fixture.ts';
import { nameAuthorities, readAuthorityText } from './authorities.ts';
import { openSecureWay } from './open-way.ts';
import { createOutbound } from './outbound.ts';
import { ProxyAddress } from './proxy/proxy-address.ts';
import { startConnectProxy, type ConnectProxy } from './testing/connect-proxy.fixture.ts';

const company = issueCertificate({ commonName: 'Example Proxy CA' });
const leaf = issueCertificate({ commonName: 'files', hosts: ['files.lab.example', '127.0.0.1'], issuer: company });
let server: Server;
let address: string;
let proxy: ConnectProxy;
let folder: string;
const file = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mla-authorities-'));
  server = createServer({ cert: leaf.certificate, key: leaf.key }, (_, response) => response.end('a bundle'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  address = `https://files.lab.example:${port}/`;
  proxy = await startConnectProxy();
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await proxy.close();
  await rm(folder, { recursive: true });
});

test('a certificate of an authority in MLA_CA_FILE is trusted, whatever else is in that file', async () => {
  const other = issueCertificate({ commonName: 'Other CA' });
  const both = `# our authorities\n${other.certificate}\n\n${company.certificate}`;
  const outbound = createOutbound({ HTTPS_PROXY: proxy.host, MLA_CA_FILE: await file('both.pem', both) });
  expect(await (await outbound.fetch(address)).text()).toBe('a bundle');
});

test('without it, the error names the issuer, the proxy in between and MLA_CA_FILE', async () => {
  await expect(createOutbound({ HTTPS_PROXY: `http://ann:hush@${proxy.host}` }).fetch(address)).rejects.toMatchObject({
    cause: {
      code: 'MLA-GENERAL-007',
      message: `The certificate of files.lab.example is from Example Proxy CA, which this machine does not trust. The connection goes through the proxy http://${proxy.host}.`,
      fix: expect.stringContaining('MLA_CA_FILE') as string,
    },
  });
});

test('without a proxy in between, nothing is said of inspection', async () => {
  const direct = address.replace('files.lab.example', '127.0.0.1');
  await expect(createOutbound({}).fetch(direct)).rejects.toMatchObject({
    cause: {
      code: expect.stringMatching(/^UNABLE_TO_|^SELF_SIGNED_/) as string,
      issuer: 'Example Proxy CA',
    },
  });
});

test.each([
  ['a key', leaf.key, 'it holds a private key, not certificates'],
  ['nothing', '', 'it holds no certificate'],
  ['half a certificate', company.certificate.replace(/\n[^\n]+\n[^\n]+\n/, '\n'), 'certificate 1 in it is damaged'],
])('a file with %s is refused with its name', async (what, text, reason) => {
  const path = await file('bad.pem', text);
  expect(() => createOutbound({ MLA_CA_FILE: path }).authorities.list()).toThrow(
    expect.objectContaining({ code: 'MLA-GENERAL-006', details: { file: path, reason } }) as Error,
  );
  expect(what).not.toBe('');
});

test('a file that is not there is refused when something is fetched', async () => {
  const outbound = createOutbound({ MLA_CA_FILE: join(folder, 'none.pem') });
  await expect(outbound.fetch(address.replace('files.lab.example', '127.0.0.1'))).rejects.toMatchObject({
    cause: { code: 'MLA-GENERAL-006', details: { reason: 'there is no such file' } },
  });
});

test('the text of a connection is read as a file is, and its authorities have names', () => {
  expect(nameAuthorities(`${company.certificate}\n${leaf.certificate}`)).toEqual(['Example Proxy CA', 'files']);
  expect(() => readAuthorityText('nothing')).toThrow('The certificate authority of the connection cannot be used');
});

test('where an authority is named, the error says that no other counts', async () => {
  const target = { url: new URL(address), trust: { mode: 'ca', certificate: leaf.certificate } } as const;
  const opened = openSecureWay(
    target,
    { proxy: ProxyAddress.read(proxy.host) },
    AbortSignal.timeout(patience.condition),
  );
  await expect(opened).rejects.toMatchObject({
    code: 'MLA-GENERAL-011',
    message: expect.stringContaining('Example Proxy CA') as string,
    fix: expect.stringContaining('exempt') as string,
  });
});
