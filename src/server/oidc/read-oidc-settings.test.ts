import { expect, test } from 'vitest';
import { readOidcSettings } from './read-oidc-settings.ts';
import { parseRoleRules, roleOf } from './role-rules.ts';

const whole = {
  MLA_OIDC_ISSUER: 'https://login.example.com/realms/company',
  MLA_OIDC_CLIENT_ID: 'mlanywhere',
  MLA_OIDC_ROLES: 'ml-admins=admin',
};

test('a provider has defaults; without one there is none', () => {
  expect(readOidcSettings({ MLA_OIDC_ISSUER: '' })).toBeUndefined();
  expect(readOidcSettings(whole)).toMatchObject({
    scopes: 'openid profile email',
    groupsClaim: 'groups',
    name: 'login.example.com',
    clientSecret: undefined,
  });
});

test.each([
  [{ MLA_OIDC_ISSUER: 'http://login.example.com' }, 'MLA_OIDC_ISSUER'],
  [{ MLA_OIDC_ISSUER: undefined }, 'MLA_OIDC_ISSUER'],
  [{ MLA_OIDC_CLIENT_ID: '' }, 'MLA_OIDC_CLIENT_ID'],
  [{ MLA_OIDC_ROLES: undefined }, 'MLA_OIDC_ROLES'],
  [{ MLA_OIDC_ROLES: 'ml-admins=root' }, 'MLA_OIDC_ROLES'],
  [{ MLA_OIDC_SCOPES: 'email' }, 'MLA_OIDC_SCOPES'],
])('a server with %j does not start, and the setting is named', (wrong, name) => {
  expect(() => readOidcSettings({ ...whole, ...wrong })).toThrow(name);
});

test('the most that the groups give counts; names of groups may be those of LDAP', () => {
  const rules = parseRoleRules('cn=ml,dc=example=operator, ml-admins=admin,*=viewer') ?? [];
  expect(rules.map(({ group }) => group)).toEqual(['cn=ml,dc=example', 'ml-admins', '*']);
  const given = [['cn=ml,dc=example', 'ml-admins'], ['cn=ml,dc=example'], []].map((groups) => roleOf(groups, rules));
  expect(given).toEqual(['admin', 'operator', 'viewer']);
  expect(roleOf(['others'], parseRoleRules('ml-admins=admin') ?? [])).toBeUndefined();
});
