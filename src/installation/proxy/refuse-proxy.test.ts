import fc from 'fast-check';
import { expect, test } from 'vitest';
import { installationSchema, savedInstallation } from '../installation.ts';
import { isNoProxyEntry, isProxyAddress, refuseProxy } from './refuse-proxy.ts';
import { readInstallation } from '../yaml.ts';

const demo = (proxy: unknown): unknown => ({
  apiVersion: 'mlanywhere.dev/v1alpha1',
  kind: 'Installation',
  metadata: { name: 'demo' },
  spec: { cluster: { platform: 'kind' }, kubeflow: null, proxy },
});

/** What means something to a shell, to systemd, to apt, to wget, or ends a line. */
const hostile = [
  '"',
  "'",
  ';',
  '$(id)',
  '${HOME}',
  '`id`',
  '\\',
  '\n',
  '\r',
  '%h',
  '#',
  '&',
  '|',
  ' ',
  '\0',
  '\u2028',
  'ä',
];

test.each(hostile)('%j is refused in an address and in an entry, by form, flags and YAML alike', (text) => {
  for (const address of [`http://proxy${text}.example:3128`, `http://proxy.example:3128/${text}`, `${text}http://p:1`])
    expect(refuseProxy({ http: address, noProxy: [] }), address).toMatchObject([{ path: ['http'] }]);
  expect(refuseProxy({ noProxy: ['fine', `a${text}b`] })).toMatchObject([{ path: ['noProxy', 1] }]);
  const given = demo({ http: 'http://proxy.example:3128', noProxy: [`a${text}b`] });
  expect(installationSchema.safeParse(given).error?.issues.map(({ path }) => path.join('.'))).toContain(
    'spec.proxy.noProxy.0',
  );
  expect(() => readInstallation(JSON.stringify(given))).toThrow(/noProxy/);
});

test('10 kB are refused, in one entry and in the whole list', () => {
  const long = 'a'.repeat(10_000);
  expect(refuseProxy({ noProxy: [long] }).map(({ message }) => message)).toEqual([
    'has 10000 characters, and at most 260 fit',
    'has 10000 characters, and at most 8000 fit',
  ]);
  expect(refuseProxy({ http: `http://${long}:1`, noProxy: [] })).toHaveLength(1);
  expect(refuseProxy({ noProxy: Array.from({ length: 1000 }, () => 'registry.example') })).toHaveLength(1);
});

test.each([
  'http://proxy.example:3128',
  'https://proxy.example:8443/',
  'http://10.0.0.1:3128',
  'http://[fd00::1]:3128',
  'HTTP://Proxy:80',
])('%s is a proxy', (text) => {
  expect(isProxyAddress(text)).toBe(true);
});

test.each([
  'socks5://proxy:1080',
  'http://me@proxy:3128',
  'http://proxy:3128/path',
  'http://proxy:3128?a',
  'proxy:3128',
  'http://proxy:99999',
])('%s is none', (text) => {
  expect(isProxyAddress(text)).toBe(false);
});

test.each([
  'registry.example',
  '.corp.example',
  '*.corp.example',
  '*',
  '10.1.2.3',
  '10.0.0.0/8',
  '10.1.2.3:8080',
  'fd00::/8',
  '::1',
  '[fd00::1]:443',
  'localhost',
  'host.example.',
])('%s fits into the list', (text) => {
  expect(isNoProxyEntry(text)).toBe(true);
});

test('what fits has no character that means something to a program which reads it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.domain(), fc.string({ unit: 'grapheme' })), (text) => {
      if (isProxyAddress(text) || isNoProxyEntry(text)) expect(text).toMatch(/^[A-Za-z0-9.:/*_[\]-]+$/);
    }),
    { numRuns: 300 },
  );
});

test('an installation that was saved before such values were refused can still be read', () => {
  expect(savedInstallation.safeParse(demo({ http: 'http://proxy.example/old?path', noProxy: ['a b'] })).success).toBe(
    true,
  );
});
