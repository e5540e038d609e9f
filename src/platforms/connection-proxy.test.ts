import { dump } from 'js-yaml';
import { expect, test } from 'vitest';
import { connectionInput } from '../api/contract/connections.ts';
import { readKubeconfig } from '../kubernetes/kubeconfig/kubeconfig.ts';
import { createOutbound } from '../network/outbound.ts';
import { describeProblems } from '../installation/describe-problems.ts';
import { issueCertificate } from '../../sandbox/certificates/issue.ts';
import { createCcpPlatform } from './ccp/ccp-platform.ts';
import { viewWay, waysOf } from './connection-proxy.ts';
import { createExistingPlatform } from './existing/existing-platform.ts';

const environment = { HTTPS_PROXY: 'http://of-the-environment:1' };
const kubeconfig = (cluster: Record<string, unknown>): string =>
  dump({
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    clusters: [{ name: 'a', cluster: { server: 'https://api.lab.example:6443', ...cluster } }],
    users: [{ name: 'a', user: { token: 'abc' } }],
  });

test.each([
  ['nothing is named', {}, {}, 'http://of-the-environment:1'],
  ['the kubeconfig names one', {}, { 'proxy-url': 'http://of-the-file:2' }, 'http://of-the-file:2'],
  ['the connection names one', { proxy: 'http://own:3' }, { 'proxy-url': 'http://of-the-file:2' }, 'http://own:3'],
  ['the connection wants none', { proxy: 'none' }, { 'proxy-url': 'http://of-the-file:2' }, undefined],
  [
    'it is this machine',
    { proxy: 'http://own:3' },
    { server: 'https://127.0.0.1:6443', 'proxy-url': 'http://of-the-file:2' },
    undefined,
  ],
])('where %s, the cluster is reached accordingly', async (_, input, cluster, expected) => {
  const outbound = waysOf(input, createOutbound(environment));
  const { proxy } = await readKubeconfig(kubeconfig(cluster), { execAllowed: false, outbound });
  expect(proxy?.shown).toBe(expected);
});

const ccp = { platform: 'ccp', address: 'https://ccp.example', username: 'admin', password: 'secret' };

test.each(['http://proxy:3128', 'https://ann@proxy:3128', 'socks5://proxy', 'socks5h://[fd00::1]:1080', 'none'])(
  '%s is a proxy of a connection',
  (proxy) => {
    for (const input of [ccp, { platform: 'existing', kubeconfig: 'a' }])
      expect(connectionInput.parse({ ...input, proxy, proxyPassword: 'p' })).toMatchObject({ proxy });
  },
);

test.each([
  'http://ann:hunter2@proxy:3128',
  'proxy:3128',
  'ftp://proxy',
  'http://proxy/path',
  'file:///etc/passwd',
  '$(touch harmed)',
  'http://proxy; rm',
  `http://${'a'.repeat(10_000)} b`,
  'None',
  '',
])('%j is refused, and not repeated', (proxy) => {
  const { error, success } = connectionInput.safeParse({ ...ccp, proxy });
  expect(success).toBe(false);
  expect(JSON.stringify(error?.issues)).toContain('must ');
  expect(JSON.stringify(error?.issues)).not.toContain('hunter2');
});

const company = issueCertificate({ commonName: 'Company CA' });

test('authorities of a connection are trusted beside those of the server, for this connection alone', async () => {
  const outbound = createOutbound(environment);
  const own = waysOf({ authorities: company.certificate }, outbound);
  expect(own.authorities?.list()).toEqual([...outbound.authorities.list(), company.certificate.trim()]);
  const { authorities, proxy } = await readKubeconfig(kubeconfig({}), { execAllowed: false, outbound: own });
  expect(authorities?.list()).toContain(company.certificate.trim());
  expect(proxy?.shown).toBe('http://of-the-environment:1');
  expect(outbound.authorities.list()).not.toContain(company.certificate.trim());
});

test('what is shown of it names its authorities, and never the password', () => {
  const input = { proxy: 'http://ann@own:3', proxyPassword: 'hunter2', authorities: company.certificate };
  expect(viewWay(input)).toEqual({ proxy: 'http://ann@own:3', authorities: ['Company CA'] });
  expect(viewWay({})).toEqual({});
});

test.each([
  ['a key', company.key, 'PEM format'],
  ['a path', '/etc/ssl/company.pem', 'PEM format'],
  ['too much', `${company.certificate}${'a'.repeat(140_000)}`, 'Too big'],
])('authorities with %s are refused', (_, authorities, said) => {
  const { error } = connectionInput.safeParse({ ...ccp, authorities });
  expect(JSON.stringify(error?.issues)).toContain(said);
  // Whoever confuses the two files gives a key: no error repeats it.
  expect(
    error &&
      describeProblems(error, { ...ccp, authorities })
        .map(({ message }) => message)
        .join(),
  ).not.toContain('BEGIN');
});

const createClient = (): never => {
  throw new Error('nothing is opened');
};
const platforms = (variables: Record<string, string>) => {
  const outbound = createOutbound(variables);
  return {
    ccp: createCcpPlatform({ outbound }),
    existing: createExistingPlatform({ outbound, localFiles: false, createClient }),
  };
};
const proxied = kubeconfig({ 'proxy-url': 'http://of-the-file:2' });

test.each([
  ['its own proxy', { kubeconfig: proxied, proxy: 'http://own:3' }, 'http://own:3', 'The connection names the proxy'],
  ['none', { kubeconfig: proxied, proxy: 'none' }, undefined, 'The connection says that no proxy is used.'],
  ['that of its kubeconfig', { kubeconfig: proxied }, 'http://of-the-file:2', 'The kubeconfig names the proxy'],
  ['that of a variable', { kubeconfig: kubeconfig({}) }, 'http://of-the-environment:1', 'HTTPS_PROXY names the proxy'],
])('the way to a cluster by %s is told with its reason, and nobody logs in', async (_, input, proxy, because) => {
  const way = await platforms(environment).existing.explainWay?.({ platform: 'existing', ...input }, {});
  expect(way).toMatchObject({ url: new URL('https://api.lab.example:6443') });
  expect(way?.proxy?.shown).toBe(proxy);
  expect(way?.because).toContain(because);
});

test('the way to CCP is told, and to an address by its connection, such as that of a cluster that CCP made', async () => {
  const input = { ...ccp, platform: 'ccp' as const, trust: { mode: 'system' as const }, proxy: 'http://ann@own:3' };
  const { explainWay } = platforms({ NO_PROXY: '*' }).ccp;
  expect(await explainWay?.(input, {})).toMatchObject({ url: new URL('https://ccp.example') });
  const target = new URL('https://10.1.2.3:6443');
  const way = await explainWay?.(input, { target });
  expect([way?.url, way?.proxy?.shown, way?.proxy?.login?.user]).toEqual([target, 'http://own:3', 'ann']);
});
