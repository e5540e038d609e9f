import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEnvironmentFiles } from './environment-files.ts';

let directory: string;
const file = (name: string): string => join(directory, name);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-environment-files-'));
  await writeFile(file('key'), 'a key\n');
  await writeFile(file('password'), 'p@ss/w%rd\n');
});
afterAll(() => rm(directory, { recursive: true }));

test('a secret may be in a file; the variable itself counts before its file', () => {
  expect(readEnvironmentFiles({ MLA_SECRET_KEY_FILE: file('key') })).toMatchObject({ MLA_SECRET_KEY: 'a key' });
  expect(readEnvironmentFiles({ HTTPS_PROXY_FILE: file('key') })).toMatchObject({ HTTPS_PROXY: 'a key' });
  const both = { MLA_SECRET_KEY: 'own', MLA_SECRET_KEY_FILE: file('key') };
  expect(readEnvironmentFiles(both)).toBe(both);
});

test('the password of the database may be in a file of its own', () => {
  const { MLA_DATABASE_URL: url = '' } = readEnvironmentFiles({
    MLA_DATABASE_URL: 'postgres://mla@database/mla?sslmode=verify-full',
    MLA_DATABASE_PASSWORD_FILE: file('password'),
  });
  const { username, password, search } = new URL(url);
  expect([username, decodeURIComponent(password), search]).toEqual(['mla', 'p@ss/w%rd', '?sslmode=verify-full']);
});

test('a file that cannot be read is named', () => {
  expect(() => readEnvironmentFiles({ MLA_TOKEN_FILE: file('none') })).toThrow(/none cannot be read/);
});
