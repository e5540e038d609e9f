import { describe, expect, test } from 'vitest';
import { secretsOfConnection, secretsOfKubeconfig } from './secrets-within.ts';

const found = (text: string): string[] => secretsOfKubeconfig(text).map((secret) => secret.reveal());
const withUser = (user: string): string => `users:\n- name: admin\n  user:\n    ${user}\n`;

describe('the secrets of a kubeconfig', () => {
  test.each([
    ['a token', 'token: abc123', ['abc123']],
    ['a token in quotes with a hash in it', 'token: "abc #123"', ['abc #123']],
    ['a password over several lines', 'password: >-\n      long\n      words', ['long words']],
    ['a key, as it stands and decoded', `client-key-data: ${btoa('the key')}`, [btoa('the key'), 'the key']],
    ['a key as a block of text', `client-key-data: |\n      ${btoa('the key')}`, [`${btoa('the key')}\n`, 'the key']],
    [
      'tokens of a login service',
      'auth-provider: { name: oidc, config: { id-token: one, refresh-token: two, access-token: three, client-secret: four, client-id: public } }',
      ['one', 'two', 'three', 'four'],
    ],
    [
      'a login program’s secret variable, not its others',
      'exec: { command: login, env: [{ name: LOGIN_TOKEN, value: five }, { name: REGION, value: eu }] }',
      ['five'],
    ],
  ])('are found: %s', (_what, user, secrets) => {
    expect(found(withUser(user)).sort()).toEqual([...secrets].sort());
  });

  test('hold the password of a proxy, also where it is percent-encoded', () => {
    expect(
      found(
        'clusters: [{ name: c, cluster: { server: "https://c.example", proxy-url: "http://u:p%40ss@proxy:3128" } }]',
      ),
    ).toEqual(['p%40ss', 'p@ss']);
  });

  test('hold the password in any address, whatever its percent signs are', () => {
    expect(found('clusters: [{ name: c, cluster: { server: "https://admin:50%off@c.example" } }]')).toEqual(['50%off']);
  });

  test('hold a password that YAML reads as a number', () => {
    expect(found(withUser('password: 12345678'))).toEqual(['12345678']);
  });

  test.each([
    ['is no YAML', 'users: ['],
    ['holds itself', 'users: &a { token: *a }'],
    [
      'unfolds to gigabytes',
      `a0: &a0 [x]\n${Array.from({ length: 12 }, (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level},`.repeat(9)}]`).join('\n')}\n`,
    ],
    ['nests a hundred thousand deep', `users: ${'['.repeat(100_000)}`],
    ['is far too long', `users: [${' '.repeat(5_000_000)}]`],
  ])('are none of a text that %s, and cost no time', (_what, text) => {
    const before = process.cpuUsage();
    expect(found(text)).toEqual([]);
    // Of the processor, not on the wall: other tests run beside this one.
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(3000);
  });

  test('do not hold what is public', () => {
    expect(
      found(
        'clusters: [{ name: c, cluster: { server: "https://c.example", certificate-authority-data: QUJD } }]\nusers: [{ name: a, user: { client-certificate-data: QUJD, username: a } }]',
      ),
    ).toEqual([]);
  });
});

test('the secret of a connection to CCP is its password', () => {
  const input = {
    platform: 'ccp',
    address: 'https://ccp.example',
    username: 'admin',
    password: 'hidden',
    trust: { mode: 'system' },
  } as const;
  expect(secretsOfConnection(input).map((secret) => secret.reveal())).toEqual(['hidden']);
});
