import { describe, expect, test } from 'vitest';
import { chooseProxy } from './outbound-proxy.ts';

const cluster = 'https://api.lab.example:6443';

describe('the proxy for an address, as kubectl chooses it,', () => {
  test.each([
    ['nothing set', cluster, {}, undefined],
    ['HTTPS_PROXY', cluster, { HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
    ['https_proxy', cluster, { https_proxy: 'http://proxy:3128' }, 'http://proxy:3128/'],
    [
      'the upper-case name before the lower-case one',
      cluster,
      { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2' },
      'http://a:1/',
    ],
    ['HTTP_PROXY, which is for http', cluster, { HTTP_PROXY: 'http://proxy:3128' }, undefined],
    ['HTTP_PROXY, for http', 'http://api.lab.example', { HTTP_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
    ['HTTPS_PROXY, which is not for http', 'http://api.lab.example', { HTTPS_PROXY: 'http://proxy:3128' }, undefined],
    ['ALL_PROXY where there is no other', cluster, { ALL_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
    ['ALL_PROXY beside another', cluster, { ALL_PROXY: 'http://a:1', HTTPS_PROXY: 'http://b:2' }, 'http://b:2/'],
    ['a proxy without its scheme', cluster, { HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
    ['a proxy by its address alone', cluster, { HTTPS_PROXY: '10.0.0.1:3128' }, 'http://10.0.0.1:3128/'],
    [
      'user and password with a percent sign',
      cluster,
      { HTTPS_PROXY: 'http://ann:50%off@proxy:3128' },
      'http://ann:50%off@proxy:3128/',
    ],
    ['an empty variable', cluster, { HTTPS_PROXY: ' ' }, undefined],
    ['a listed host', cluster, { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'localhost, .lab.example' }, undefined],
    [
      'a listed host in lower case',
      cluster,
      { https_proxy: 'http://proxy:3128', no_proxy: 'localhost,.lab.example' },
      undefined,
    ],
    [
      'the API server of the cluster around this pod',
      'https://10.96.0.1:443',
      { HTTPS_PROXY: 'http://proxy:3128', KUBERNETES_SERVICE_HOST: '10.96.0.1' },
      undefined,
    ],
    [
      'the same by IPv6',
      'https://[fd00:96::1]:443',
      { HTTPS_PROXY: 'http://proxy:3128', KUBERNETES_SERVICE_HOST: 'fd00:96::1' },
      undefined,
    ],
    [
      'a Service of the cluster around this pod',
      'https://kubernetes.default.svc',
      { HTTPS_PROXY: 'http://proxy:3128', KUBERNETES_SERVICE_HOST: '10.96.0.1' },
      undefined,
    ],
    [
      'another cluster, seen from a pod',
      cluster,
      { HTTPS_PROXY: 'http://proxy:3128', KUBERNETES_SERVICE_HOST: '10.96.0.1' },
      'http://proxy:3128/',
    ],
    [
      'the name of a Service outside a cluster',
      'https://kubernetes.default.svc',
      { HTTPS_PROXY: 'http://proxy:3128' },
      'http://proxy:3128/',
    ],
    ['this machine by name', 'https://localhost:6443', { HTTPS_PROXY: 'http://proxy:3128' }, undefined],
    ['this machine by address', 'https://127.0.0.1:6443', { HTTPS_PROXY: 'http://proxy:3128' }, undefined],
    ['this machine by its other address', 'https://127.8.0.1:6443', { HTTPS_PROXY: 'http://proxy:3128' }, undefined],
    ['this machine by a name below it', 'https://demo.localhost:6443', { HTTPS_PROXY: 'http://proxy:3128' }, undefined],
    ['this machine as any of its addresses', 'https://0.0.0.0:6443', { HTTPS_PROXY: 'http://proxy:3128' }, undefined],
    ['this machine by IPv6', 'https://[::1]:6443', { HTTPS_PROXY: 'http://proxy:3128' }, undefined],
  ] as const)('with %s', (_, target, environment, expected) => {
    expect(chooseProxy(new URL(target), environment).proxy?.reveal()).toBe(expected);
  });

  test.each([
    [{}, 'No proxy is set (HTTPS_PROXY).'],
    [{ https_proxy: 'http://ann:hidden@proxy:3128' }, 'https_proxy names the proxy http://proxy:3128.'],
    [
      { HTTPS_PROXY: 'http://proxy:3128', no_proxy: '*' },
      'HTTPS_PROXY is set, but no_proxy lists api.lab.example (as *): it is reached directly.',
    ],
  ])('says what decided: %j', (environment, because) => {
    expect(chooseProxy(new URL(cluster), environment).because).toBe(because);
  });

  test.each(['ftp://proxy', 'http://', 'http://pro xy'])(
    'is refused by name where the variable holds no address: %s',
    (value) => {
      expect(() => chooseProxy(new URL(cluster), { HTTPS_PROXY: value })).toThrow(
        expect.objectContaining({
          code: 'MLA-GENERAL-003',
          message: 'The variable HTTPS_PROXY does not contain a proxy address.',
        }) as Error,
      );
    },
  );
});
