import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOidc } from './read-oidc.ts';

const issuer = 'https://login.example.com/realms/company';
const whole = { oidcIssuer: issuer, oidcClientId: 'mla', oidcRoles: 'ml-admins=admin' };
let directory: string;
const fileOf = (name: string): string => join(directory, name);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-oidc-'));
  await writeFile(fileOf('flag'), 'secret of the flag\n');
  await writeFile(fileOf('variable'), 'secret of the variable\n');
  await writeFile(fileOf('empty'), '\n');
});
afterAll(() => rm(directory, { recursive: true }));

test('each flag counts before its variable, and the file of a flag before the secret of a variable', () => {
  const variables = {
    MLA_OIDC_ISSUER: 'https://other.example.com',
    MLA_OIDC_CLIENT_SECRET: 'secret of the variable',
    MLA_OIDC_NAME: 'Example account',
    MLA_OIDC_GROUPS_CLAIM: 'roles',
  };
  const settings = readOidc(
    { ...whole, oidcGroupsClaim: 'teams', oidcScopes: 'openid groups', oidcClientSecretFile: fileOf('flag') },
    variables,
  );
  expect(settings).toMatchObject({
    clientId: 'mla',
    roles: [{ group: 'ml-admins', role: 'admin' }],
    groupsClaim: 'teams',
    scopes: 'openid groups',
    name: 'Example account',
  });
  expect(settings?.issuer.href).toBe(issuer);
  expect(settings?.clientSecret?.reveal()).toBe('secret of the flag');
  expect(readOidc({}, {})).toBeUndefined();
});

test.each([
  ['no client', { oidcIssuer: issuer }, /--oidc-issuer needs --oidc-client-id or MLA_OIDC_CLIENT_ID/],
  ['no provider', { oidcClientId: 'mla' }, /--oidc-client-id needs --oidc-issuer or MLA_OIDC_ISSUER/],
  ['plain http', { ...whole, oidcIssuer: 'http://login.example.com' }, /of --oidc-issuer/],
  ['a role that is none', { ...whole, oidcRoles: 'ml=root' }, /of --oidc-roles/],
])('%s: the server does not start, and the flag is named', (_, flags, message) => {
  expect(() => readOidc(flags, {})).toThrow(message);
});

test('a file without a secret, or that is not there, is refused', () => {
  expect(() => readOidc({ ...whole, oidcClientSecretFile: fileOf('empty') }, {})).toThrow('--oidc-client-secret-file');
  expect(() => readOidc({ ...whole, oidcClientSecretFile: fileOf('none') }, {})).toThrow(
    expect.objectContaining({ key: 'cli.fileUnreadable' }),
  );
});

test('a password in the address of the provider is not repeated', () => {
  expect(() => readOidc({ ...whole, oidcIssuer: 'https://me:t0p@login.example.com' }, {})).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('t0p') as string }),
  );
});
