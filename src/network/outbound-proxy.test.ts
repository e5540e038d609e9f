import { describe, expect, test } from 'vitest';
import { isListed, proxyForHttps } from './outbound-proxy.ts';

const ccp = new URL('https://ccp.lab.example:8443');

describe('the proxy for an https address', () => {
  test.each([
    ['nothing set', {}, undefined],
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
    ['the lower-case name before the upper-case one', { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2' }, 'http://b:2/'],
    ['ALL_PROXY where there is no other', { ALL_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
    ['HTTP_PROXY, which is for http', { HTTP_PROXY: 'http://proxy:3128' }, undefined],
    ['a proxy without its scheme', { HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
    ['an empty variable', { HTTPS_PROXY: ' ' }, undefined],
    ['a listed host', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'localhost,.lab.example' }, undefined],
  ])('with %s', (_, environment, expected) => {
    expect(proxyForHttps(ccp, environment)?.href).toBe(expected);
  });
});

describe('NO_PROXY', () => {
  test.each([
    ['*', 'https://anything.example', true],
    ['example.com', 'https://example.com', true],
    ['example.com', 'https://ccp.example.com', true],
    ['example.com', 'https://notexample.com', false],
    ['.example.com', 'https://ccp.example.com', true],
    ['*.example.com', 'https://ccp.example.com', true],
    ['EXAMPLE.com', 'https://ccp.example.COM', true],
    ['ccp.example.com:443', 'https://ccp.example.com', true],
    ['ccp.example.com:8443', 'https://ccp.example.com', false],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['10.1.2.3', 'https://10.1.2.3:8443', true],
    ['10.1.2.3', 'https://10.1.2.30', false],
    ['fd00::/8', 'https://[fd00::1]', true],
    ['[fd00::1]:443', 'https://[fd00::1]', true],
    ['10.0.0.0/8', 'https://[fd00::1]', false],
    ['10.0.0.0/8', 'https://10.example.com', false],
    ['not/a/network', 'https://10.1.2.3', false],
    ['a.example b.example', 'https://b.example', true],
    ['', 'https://b.example', false],
  ])('%s and %s: %s', (noProxy, target, expected) => {
    expect(isListed(new URL(target), noProxy)).toBe(expected);
  });
});
