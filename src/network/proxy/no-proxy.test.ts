import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noProxyTable, type NoProxyRow } from './no-proxy-table.fixture.ts';
import { listMisread } from './no-proxy.ts';
import { chooseProxy } from './outbound-proxy.ts';

const isDirect = (noProxy: string, target: string): boolean =>
  chooseProxy(new URL(target), { HTTPS_PROXY: 'http://proxy:3128', HTTP_PROXY: 'http://proxy:3128', NO_PROXY: noProxy })
    .proxy === undefined;

const rows = Object.values(noProxyTable).flat();

test.each(rows)('NO_PROXY %j and %s: Go %s, curl %s, MLAnywhere %s', (...[noProxy, target, , , ours]) => {
  expect(isDirect(noProxy, target)).toBe(ours);
});

describe('the table', () => {
  test.each([
    ['agreed', ([, , go, curl, ours]: NoProxyRow) => go === ours && curl === ours],
    ['asGo', ([, , go, curl, ours]: NoProxyRow) => go === ours && curl !== ours],
    ['asCurl', ([, , go, curl, ours]: NoProxyRow) => go !== ours && curl === ours],
    ['ours', ([, , go, curl, ours]: NoProxyRow) => go !== ours && curl !== ours],
  ] as const)('has under %s what belongs there', (part, belongs) => {
    expect(noProxyTable[part].filter((row) => !belongs(row))).toEqual([]);
  });
});

/** Go's rules, written from their description (golang.org/x/net/http/httpproxy, Config.NoProxy) without a look at ours. */
function byGo(noProxy: string, host: string, port: string): boolean {
  if (host === 'localhost' || /^127\./.test(host) || host === '::1') return true;
  const entries = noProxy.split(',').map((raw) => raw.trim().toLowerCase());
  return entries.some((entry) => entry === '*' || isInNetwork(entry, host) || isNamed(entry, host, port));
}

function isInNetwork(entry: string, host: string): boolean {
  const [, network, bits] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(entry) ?? [];
  if (network === undefined || isIP(host) !== 4) return false;
  const shift = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(network) / shift) === Math.floor(numberOf(host) / shift);
}

function isNamed(entry: string, host: string, port: string): boolean {
  const [, name = entry, wanted = port] = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
  if (wanted !== port) return false;
  const plain = name.replace(/^\[|\]$/g, '');
  if (isIP(plain) !== 0 || isIP(host) !== 0) return plain === host;
  const suffix = plain.replace(/^\*(?=\.)/, '');
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

// Few labels and numbers, so that hosts and entries often meet.
const name = fc
  .array(fc.constantFrom('a', 'b', 'lab', 'example'), { minLength: 1, maxLength: 3 })
  .map((labels) => `${labels.join('.')}.test`);
const address = fc.tuple(fc.constantFrom(10, 172), fc.nat(1), fc.nat(3), fc.nat(255)).map((parts) => parts.join('.'));
const host = fc.oneof(name, address, fc.constantFrom('fd00::1', 'fd00::2', 'localhost', '127.0.0.1', '127.3.2.1'));
const port = fc.constantFrom('80', '443', '8443');
const inBrackets = (text: string): string => (text.includes(':') ? `[${text}]` : text);
const entry = fc.oneof(
  name,
  name.map((text) => `.${text}`),
  name.map((text) => `*.${text}`),
  name.map((text) => text.toUpperCase()),
  host,
  fc.tuple(host, port).map(([text, of]) => `${inBrackets(text)}:${of}`),
  fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([of, bits]) => `${of}/${bits}`),
  fc.constantFrom('*', ''),
);
const list = fc
  .array(fc.tuple(entry, fc.constantFrom('', ' ', '  ')), { maxLength: 4 })
  .map((entries) => entries.map(([text, blank]) => `${blank}${text}${blank}`).join(','));

test('any list of entries that both read decides as Go does', () => {
  fc.assert(
    fc.property(list, host, port, (noProxy, of, at) => {
      expect(isDirect(noProxy, `https://${inBrackets(of)}:${at}`)).toBe(byGo(noProxy, of, at));
    }),
    { numRuns: 2000 },
  );
});

test('any text is a list: nothing fails, and what is listed is direct in any order and with any separator', () => {
  fc.assert(
    fc.property(fc.string(), name, (text, of) => {
      expect(typeof isDirect(text, `https://${of}`)).toBe('boolean');
      for (const noProxy of [`${text},${of}`, `${of} ${text}`, `${of},${text}`])
        expect(isDirect(noProxy, `https://${of}`)).toBe(true);
    }),
  );
});

test('entries that match nothing are told', () => {
  const misread = ['10.*', 'https://ccp.example.com', '10.0.0.0/33', '10.1', 'ccp.*', '10.0.0.0/8:443', 'a:b:c'];
  expect(listMisread(misread.join(','))).toEqual(misread);
  expect(listMisread(rows.map(([noProxy]) => noProxy).join(','))).toEqual([
    'ccp.*',
    'https://ccp.example.com',
    '10.0.0.0/33',
    '10.*',
    '10.',
    '10.1.2',
  ]);
});
