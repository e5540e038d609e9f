import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueCertificate } from '../../sandbox/certificates/issue.ts';
import { trustBeside } from './authorities.ts';
import { createOutbound } from './outbound.ts';

const company = issueCertificate({ commonName: 'Example Proxy CA' });
let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mla-programs-'));
  file = join(folder, 'company.pem');
  await writeFile(file, company.certificate);
});
afterAll(() => rm(folder, { recursive: true }));

const variablesOf = (environment: Record<string, string>) =>
  createOutbound({ XDG_CACHE_HOME: folder, ...environment }).programEnvironment();

test('a program gets nothing where nothing is set', () => {
  expect(variablesOf({ NO_PROXY: 'a.example' })).toEqual({});
});

test('a program gets the proxies in both cases, and what is never sent through them', () => {
  expect(variablesOf({ https_proxy: 'http://ann:p@proxy:3128', NO_PROXY: 'a.example b.example' })).toEqual({
    HTTPS_PROXY: 'http://ann:p@proxy:3128',
    https_proxy: 'http://ann:p@proxy:3128',
    NO_PROXY: 'a.example,b.example,localhost,127.0.0.1,::1',
    no_proxy: 'a.example,b.example,localhost,127.0.0.1,::1',
  });
  const pod = variablesOf({ ALL_PROXY: 'socks5://proxy:1080', KUBERNETES_SERVICE_HOST: '10.96.0.1' });
  expect(pod).toMatchObject({ HTTP_PROXY: 'socks5://proxy:1080', https_proxy: 'socks5://proxy:1080' });
  expect(pod['NO_PROXY']).toBe('localhost,127.0.0.1,::1,10.96.0.1,.svc,.svc.cluster.local');
});

test('a program gets one file with the authorities of the system and of MLA_CA_FILE; what is set already stays', async () => {
  const given = variablesOf({ MLA_CA_FILE: file, AWS_CA_BUNDLE: '/own.pem' });
  expect(given).not.toHaveProperty('AWS_CA_BUNDLE');
  expect(given['NODE_EXTRA_CA_CERTS']).toBe(file);
  const written = given['SSL_CERT_FILE'] ?? '';
  expect(new Set(Object.values(given))).toEqual(new Set([file, written]));
  const all = await readFile(written, 'utf8');
  expect(all).toContain(company.certificate.trim());
  expect(all.match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(50);
  expect(variablesOf({ MLA_CA_FILE: file })['SSL_CERT_FILE']).toBe(written);
});

test('OpenSSL trusts that file', async () => {
  const leaf = issueCertificate({ commonName: 'server', hosts: ['server'], issuer: company });
  const path = join(folder, 'leaf.pem');
  await writeFile(path, leaf.certificate);
  const verify = (environment: Record<string, string>) =>
    spawnSync('openssl', ['verify', path], { env: { PATH: process.env['PATH'] ?? '', ...environment } }).status;
  expect(verify({})).not.toBe(0);
  expect(verify(variablesOf({ MLA_CA_FILE: file }))).toBe(0);
});

test('a program gets the authorities of a connection too, beside those of the system', async () => {
  const outbound = createOutbound({ XDG_CACHE_HOME: folder });
  const own = outbound.programEnvironment(trustBeside(outbound.authorities, company.certificate));
  expect(own['NODE_EXTRA_CA_CERTS']).toBe(own['SSL_CERT_FILE']);
  const written = await readFile(own['SSL_CERT_FILE'] ?? '', 'utf8');
  expect(written).toContain(company.certificate.trim());
  expect(written.match(/BEGIN/g)?.length).toBe(outbound.authorities.list().length + 1);
});
