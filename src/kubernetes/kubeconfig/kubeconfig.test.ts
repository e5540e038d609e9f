import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { matching } from '../testing/matching.fixture.ts';
import { listContexts, readKubeconfig } from './kubeconfig.ts';

const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

function kubeconfig(given: { cluster?: object; user?: object | null; current?: string }): string {
  return dump({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'lab', cluster: { server: 'https://10.0.0.5:6443', ...given.cluster } }],
    users: [{ name: 'ann', user: given.user }],
    contexts: [
      { name: 'ann@lab', context: { cluster: 'lab', user: 'ann' } },
      { name: 'bob@lab', context: { cluster: 'lab', user: 'bob' } },
    ],
    ...(given.current === undefined ? {} : { 'current-context': given.current }),
  });
}

const uploaded = { execAllowed: false, context: 'ann@lab' };

describe('a kubeconfig', () => {
  let baseDirectory: string;
  beforeAll(async () => {
    baseDirectory = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
    await writeFile(join(baseDirectory, 'ca.crt'), pem);
    await writeFile(join(baseDirectory, 'token'), 'first\n');
  });
  afterAll(() => rm(baseDirectory, { recursive: true }));

  test('lists its contexts and says which one kubectl would use', () => {
    expect(listContexts(kubeconfig({ current: 'bob@lab' }))).toEqual({
      current: 'bob@lab',
      contexts: [
        { name: 'ann@lab', cluster: 'lab', server: 'https://10.0.0.5:6443', user: 'ann' },
        { name: 'bob@lab', cluster: 'lab', server: 'https://10.0.0.5:6443', user: 'bob' },
      ],
    });
  });

  test('gives certificates, server name and proxy of the chosen context', async () => {
    const access = await readKubeconfig(
      kubeconfig({
        cluster: {
          'certificate-authority-data': base64(pem),
          'tls-server-name': 'kubernetes',
          'proxy-url': 'http://u:hunter2@proxy:3128',
        },
        user: { 'client-certificate-data': base64(pem), 'client-key-data': base64(pem) },
      }),
      uploaded,
    );
    expect(access).toMatchObject({
      server: 'https://10.0.0.5:6443',
      certificateAuthority: pem,
      serverName: 'kubernetes',
      clientCertificate: pem,
    });
    expect(access.clientKey?.reveal()).toBe(pem);
    expect(access.proxy?.reveal()).toBe('http://u:hunter2@proxy:3128/');
    expect(JSON.stringify(access)).not.toContain('hunter2');
    expect(JSON.stringify(access)).toContain('[secret]');
  });

  test('gives tokens, or user and password', async () => {
    const withToken = await readKubeconfig(kubeconfig({ user: { token: 't0k' } }), uploaded);
    expect((await withToken.token?.())?.reveal()).toBe('t0k');
    const withPassword = await readKubeconfig(kubeconfig({ user: { username: 'ann', password: 'pw' } }), uploaded);
    expect(withPassword.basic?.user).toBe('ann');
    expect(withPassword.basic?.password.reveal()).toBe('pw');
  });

  test('of one’s own reads files beside it, a token file again each time', async () => {
    const access = await readKubeconfig(
      kubeconfig({ cluster: { 'certificate-authority': 'ca.crt' }, user: { tokenFile: 'token' } }),
      { ...uploaded, baseDirectory },
    );
    expect(access.certificateAuthority).toBe(pem);
    expect((await access.token?.())?.reveal()).toBe('first');
    await writeFile(join(baseDirectory, 'token'), 'second\n');
    expect((await access.token?.())?.reveal()).toBe('second');
  });

  test('of one’s own runs its login program, relative to itself', async () => {
    const program = `#!${process.execPath}\nconst info = JSON.parse(process.env.KUBERNETES_EXEC_INFO);\nconsole.log(JSON.stringify({ ...info, status: { token: 'from-' + process.argv[2] + '-' + process.env.EXTRA } }));\n`;
    await writeFile(join(baseDirectory, 'login.mjs'), program, { mode: 0o700 });
    const text = kubeconfig({
      user: {
        exec: {
          command: './login.mjs',
          args: ['here'],
          env: [{ name: 'EXTRA', value: 'x' }],
          apiVersion: 'client.authentication.k8s.io/v1',
        },
      },
    });
    const access = await readKubeconfig(text, { context: 'ann@lab', baseDirectory, execAllowed: true });
    expect((await access.token?.())?.reveal()).toBe('from-here-x');
  });

  test('says so when its login program fails', async () => {
    const text = kubeconfig({ user: { exec: { command: join(baseDirectory, 'is-not-there') } } });
    await expect(readKubeconfig(text, { context: 'ann@lab', execAllowed: true })).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-058',
      message: matching(/is-not-there/),
    });
  });

  test('asks its login program again once its token has expired, and not before', async () => {
    const counter = join(baseDirectory, 'asked');
    const program = `#!${process.execPath}
import { appendFileSync, readFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(counter)}, 'x');
const asked = readFileSync(${JSON.stringify(counter)}).length;
const hour = asked < 3 ? -1 : 1;
const expirationTimestamp = new Date(Date.now() + hour * 3_600_000).toISOString();
console.log(JSON.stringify({ kind: 'ExecCredential', status: { token: 'number-' + asked, expirationTimestamp } }));
`;
    await writeFile(join(baseDirectory, 'renew.mjs'), program, { mode: 0o700 });
    const text = kubeconfig({ user: { exec: { command: './renew.mjs' } } });
    const access = await readKubeconfig(text, { context: 'ann@lab', baseDirectory, execAllowed: true });
    const tokens: (string | undefined)[] = [];
    for (let time = 0; time < 3; time += 1) tokens.push((await access.token?.())?.reveal());
    expect(tokens).toEqual(['number-2', 'number-3', 'number-3']);
  });

  test('tells what its login program wrote when it failed, without the secrets it was given', async () => {
    const text = kubeconfig({
      user: {
        exec: {
          command: process.execPath,
          args: ['-e', "console.error('refused: ' + process.env.LOGIN_TOKEN); process.exitCode = 2"],
          env: [{ name: 'LOGIN_TOKEN', value: 'hush-hush-1' }],
        },
      },
    });
    await expect(readKubeconfig(text, { context: 'ann@lab', execAllowed: true })).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-058',
      details: { reason: 'refused: [secret]' },
    });
  });

  test('without context uses the only one there is', async () => {
    const text = dump({
      clusters: [{ name: 'a', cluster: { server: 'https://a' } }],
      users: [{ name: 'u', user: { token: 't' } }],
      contexts: [{ name: 'only', context: { cluster: 'a', user: 'u' } }],
    });
    expect((await readKubeconfig(text, { execAllowed: false })).server).toBe('https://a');
  });

  test.each([
    [
      'that runs a program, when uploaded',
      kubeconfig({ user: { exec: { command: 'aws', args: ['eks'] } } }),
      'MLA-KUBERNETES-054',
      /program aws/,
    ],
    [
      'that uses an identity provider, when uploaded',
      kubeconfig({ user: { 'auth-provider': { name: 'oidc' } } }),
      'MLA-KUBERNETES-054',
      /oidc/,
    ],
    [
      'that points to a certificate file, when uploaded',
      kubeconfig({ cluster: { 'certificate-authority': '/etc/kubernetes/pki/ca.crt' }, user: {} }),
      'MLA-KUBERNETES-055',
      /\/etc\/kubernetes\/pki\/ca\.crt/,
    ],
    [
      'that points to a token file, when uploaded',
      kubeconfig({ user: { tokenFile: '/etc/shadow' } }),
      'MLA-KUBERNETES-055',
      /\/etc\/shadow/,
    ],
    [
      'with damaged certificate data',
      kubeconfig({ cluster: { 'certificate-authority-data': 'abc' }, user: {} }),
      'MLA-KUBERNETES-057',
      /certificate-authority-data/,
    ],
    [
      'with a certificate without key',
      kubeconfig({ user: { 'client-certificate-data': base64(pem) } }),
      'MLA-KUBERNETES-053',
      /without its key/,
    ],
    ['that acts as someone else', kubeconfig({ user: { token: 't', as: 'root' } }), 'MLA-KUBERNETES-059', /root/],
    [
      'with a server that is no address',
      kubeconfig({ cluster: { server: 'lab' }, user: {} }),
      'MLA-KUBERNETES-050',
      /server is not an address/,
    ],
    ['that is not YAML', 'a: [', 'MLA-KUBERNETES-050', /not YAML/],
    ['that is a page of HTML', '<html></html>', 'MLA-KUBERNETES-050', /not a kubeconfig/],
    ['that is empty', '', 'MLA-KUBERNETES-050', /not a kubeconfig/],
    [
      'whose names are numbers',
      'clusters: [{name: 1, cluster: {server: x}}]',
      'MLA-KUBERNETES-050',
      /clusters\.0\.name/,
    ],
  ])('%s, is refused', async (_, text, code, message) => {
    await expect(readKubeconfig(text, uploaded)).rejects.toMatchObject({ code, message: matching(message) });
  });

  test('without a chosen context names those it has', async () => {
    await expect(readKubeconfig(kubeconfig({}), { execAllowed: false })).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-052',
      likelyCause: matching(/ann@lab, bob@lab/),
    });
    await expect(readKubeconfig(kubeconfig({}), { execAllowed: false, context: 'x' })).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-051',
    });
    await expect(readKubeconfig(kubeconfig({}), { execAllowed: false, context: 'bob@lab' })).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-053',
      message: matching(/user bob/),
    });
  });

  test('does not repeat the password of a proxy in its error', async () => {
    const failure = readKubeconfig(
      kubeconfig({ cluster: { 'proxy-url': 'ftp://u:hunter2@proxy' }, user: {} }),
      uploaded,
    );
    await expect(failure).rejects.toMatchObject({ message: matching(/^(?!.*hunter2)/) });
  });
});

test('a context keeps its whole name [v1]', () => {
  for (const name of ['lab', 'k8s_lab', 'kubernetes-admin@lab.yaml']) {
    const text = dump({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name, cluster: { server: 'https://10.0.0.5:6443' } }],
      users: [{ name: 'me', user: { token: 't' } }],
      contexts: [{ name, context: { cluster: name, user: 'me' } }],
    });
    expect(listContexts(text).contexts).toMatchObject([{ name, cluster: name }]);
  }
});
