import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../secret.ts';
import { openVault } from './vault.ts';

const place = { table: 'connection', row: 'lab', column: 'sealed' };

describe('the vault', () => {
  let directory: string;
  let keyFile: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
    keyFile = join(directory, 'secret.key');
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test('opens what it sealed, also after a restart, and seals the same secret never the same', async () => {
    const sealed = (await openVault({ keyFile })).seal(new Secret('pässword'), place);
    expect(sealed).not.toContain('pässword');
    const vault = await openVault({ keyFile });
    expect(vault.open(sealed, place).reveal()).toBe('pässword');
    expect(vault.seal(new Secret('pässword'), place)).not.toBe(sealed);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  });

  test('opens nothing that was moved to another place, changed, or sealed with another key', async () => {
    const vault = await openVault({ keyFile });
    const sealed = vault.seal(new Secret('x'), place);
    const changed = sealed.slice(0, -4) + (sealed.endsWith('AAAA') ? 'BBBB' : 'AAAA');
    const other = await openVault({ keyFile, environmentKey: Buffer.alloc(32, 7).toString('base64') });
    expect(() => vault.open(sealed, { ...place, row: 'other' })).toThrow(/cannot be decrypted/);
    expect(() => vault.open(changed, place)).toThrow(/cannot be decrypted/);
    expect(() => other.open(sealed, place)).toThrow(/cannot be decrypted/);
    expect(() => vault.open('', place)).toThrow(/cannot be decrypted/);
  });

  test('refuses a key that others can read or that is too short', async () => {
    const shared = join(directory, 'shared.key');
    await writeFile(shared, await readFile(keyFile));
    await chmod(shared, 0o640);
    await expect(openVault({ keyFile: shared })).rejects.toMatchObject({ code: 'MLA-RUN-012' });
    await expect(openVault({ keyFile, environmentKey: 'c2hvcnQ=' })).rejects.toMatchObject({
      code: 'MLA-RUN-012',
      details: { source: 'MLA_SECRET_KEY' },
    });
  });
});
