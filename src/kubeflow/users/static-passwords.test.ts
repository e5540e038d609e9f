import { expect, test } from 'vitest';
import { keptLoginsOf, withKeptLogins } from './kept-logins.ts';
import { withDexSetting, withStaticPasswords } from './static-passwords.ts';

const settings = `issuer: http://dex.auth.svc.cluster.local:5556/dex
enablePasswordDB: true
staticPasswords:
# by hand
- email: user@example.com
  hashFromEnv: DEX_USER_PASSWORD
  username: user
# Programs that ask Dex
staticClients:
# https://example.com
- idEnv: OIDC_CLIENT_ID
  redirectURIs: ["/oauth2/callback"]
`;
const first = { email: 'user@example.com', hashFromEnv: 'DEX_USER_PASSWORD', username: 'user' };

test('only the block of the users is written again, and the same users give the same text', () => {
  const changed = withStaticPasswords(settings, [first, { email: 'ann: #x@example.com', hash: '$2b$10$abc' }]);
  expect(changed).toBe(`issuer: http://dex.auth.svc.cluster.local:5556/dex
enablePasswordDB: true
staticPasswords:
  - email: user@example.com
    hashFromEnv: DEX_USER_PASSWORD
    username: user
  - email: 'ann: #x@example.com'
    hash: $2b$10$abc
# Programs that ask Dex
staticClients:
# https://example.com
- idEnv: OIDC_CLIENT_ID
  redirectURIs: ["/oauth2/callback"]
`);
  expect(withStaticPasswords(changed, [first])).toBe(withStaticPasswords(settings, [first]));
});

test('settings without users get the block at their end, and a list of them in one line is read too', () => {
  expect(withStaticPasswords('issuer: x', [first])).toContain('issuer: x\nstaticPasswords:\n');
  expect(withStaticPasswords('staticPasswords: []\nissuer: x\n', [first])).toMatch(/^staticPasswords:\n {2}- email/);
});

test.each([
  ['{issuer: x, staticPasswords: []}', 'block of its own'],
  ['issuer: [', 'no YAML mapping'],
])('settings whose users cannot be changed alone are left as they are: %s', (text, reason) => {
  expect(() => withStaticPasswords(text, [first])).toThrow(reason);
});

test.each([
  ['users: [', 'they are no YAML mapping'],
  ['- a list\n', 'they are no YAML mapping'],
  ['a: 1\n---\nb: 2\n', 'they are no YAML mapping'],
  ['staticPasswords: ann@example.com\n', 'staticPasswords is not a list'],
  ['staticPasswords:\n- hash: x\n', 'staticPasswords is not a list'],
])(
  'settings in the cluster that cannot be kept whole stop an install, and nobody’s login is lost: %j',
  (text, reason) => {
    expect(() => keptLoginsOf(text)).toThrow(reason);
  },
);

test('settings without users, or none at all, keep nobody', () => {
  for (const text of ['', 'issuer: x\n', 'issuer: x\nstaticPasswords:\n']) expect(keptLoginsOf(text).users).toEqual([]);
});

test('users, connectors and other settings that the cluster has are kept when an installation is applied again', () => {
  const [hand, ann] = [
    { email: 'hand@example.com', hash: 'x' },
    { email: 'Ann@example.com', hash: 'y' },
  ];
  const connector = { type: 'oidc', id: 'company', name: 'Company', config: { issuer: 'https://id.example.com' } };
  const users = withStaticPasswords(settings, [hand, first, ann]);
  const cluster = withDexSetting(withDexSetting(users, 'connectors', [connector]), 'expiry', { idTokens: '1h' });
  const kept = keptLoginsOf(cluster);
  // The same letters as in the cluster: nothing has changed.
  expect(withKeptLogins(settings, kept)).toBe(cluster);
  expect(withKeptLogins(settings, keptLoginsOf(settings))).toBe(settings);
  const renamed = withKeptLogins(settings.replace('user@', 'ann@'), kept);
  expect(renamed).not.toContain('Ann@');
  expect(renamed).not.toContain('user@');
});
