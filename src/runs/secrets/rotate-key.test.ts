import { copyFile, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../../secret.ts';
import { openTestDatabase, sandboxInstallation, type TestDatabase } from '../database/open-database.fixture.ts';
import type { InstallationStore } from '../store/installation-store.ts';
import { createRedactor } from './redactor.ts';
import { rotateKey } from './rotate-key.ts';
import { openSqlInstallationStore } from '../store/sql-installation-store.ts';
import { openSqlRunStore } from '../store/sql-run-store.ts';
import { nextKeyFile, openVault, type VaultParts } from './vault.ts';

const [oldKey, newKey] = [Buffer.alloc(32, 1).toString('base64'), Buffer.alloc(32, 2).toString('base64')];

describe('the rotation of the key', () => {
  let place: TestDatabase;
  let keyFile: string;
  beforeEach(async () => {
    place = await openTestDatabase();
    keyFile = join(place.directory, 'secret.key');
    await (
      await openSqlRunStore(place.database)
    ).createRun({ installation: sandboxInstallation('demo'), kind: 'create' });
  });
  afterEach(async () => place[Symbol.asyncDispose]());

  const openStore = async (parts: Partial<VaultParts> = {}): Promise<InstallationStore> =>
    openSqlInstallationStore({
      database: place.database,
      redactor: createRedactor(),
      vault: await openVault({ keyFile, ...parts }),
    });

  const fill = async (parts: Partial<VaultParts> = {}): Promise<void> => {
    const store = await openStore(parts);
    await store.saveConnection(
      { name: 'lab', platform: 'ccp', address: 'https://ccp', trust: { mode: 'system' } },
      { platform: 'ccp', address: 'https://ccp', username: 'admin', password: 'hush', trust: { mode: 'system' } },
    );
    await store.saveKubeconfig('demo', new Secret('kubeconfig of demo'));
    await store.keepCredentials('demo', () => ({ email: 'user@example.com', password: new Secret('open sesame') }));
  };

  const expectAllThere = async (parts: Partial<VaultParts> = {}): Promise<void> => {
    const store = await openStore(parts);
    expect((await store.loadConnection('lab')).input).toMatchObject({ password: 'hush' });
    expect((await store.loadKubeconfig('demo')).reveal()).toBe('kubeconfig of demo');
    expect((await store.loadCredentials('demo')).password?.reveal()).toBe('open sesame');
  };

  test('seals every secret with a new key, which only its owner can read, and leaves the old one worth nothing', async () => {
    await fill();
    const before = await readFile(keyFile, 'utf8');
    expect(await rotateKey({ database: place.database, keyFile })).toBe(3);
    expect(await readFile(keyFile, 'utf8')).not.toBe(before);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    await expect(stat(nextKeyFile(keyFile))).rejects.toMatchObject({ code: 'ENOENT' });
    await expectAllThere();
    const old = await openStore({ environmentKey: before.trim() });
    for (const load of [
      () => old.loadConnection('lab'),
      () => old.loadKubeconfig('demo'),
      () => old.loadCredentials('demo'),
    ])
      await expect(load()).rejects.toMatchObject({ code: 'MLA-RUN-011' });
  });

  test('cut off before the records are sealed, loses nothing, and the next one ends it', async () => {
    await fill();
    await openVault({ keyFile: nextKeyFile(keyFile) });
    await expectAllThere();
    await rotateKey({ database: place.database, keyFile });
    await expectAllThere();
  });

  test('cut off after the records are sealed and before the key is put in its place, loses nothing, and the next one ends it', async () => {
    await fill();
    const aside = `${keyFile}.aside`;
    await copyFile(keyFile, aside);
    await rotateKey({ database: place.database, keyFile });
    await copyFile(keyFile, nextKeyFile(keyFile));
    await copyFile(aside, keyFile);
    await expectAllThere();
    // What is written in between is sealed with the key that is in its place.
    await fill();
    await rotateKey({ database: place.database, keyFile });
    await rm(aside);
    await expectAllThere();
  });

  test('changes nothing when one record cannot be opened', async () => {
    await fill();
    await sql`update installation_secret set sealed = 'v1.00000000.AAAA' where name = 'kubeconfig'`.execute(
      place.database.sql,
    );
    await expect(rotateKey({ database: place.database, keyFile })).rejects.toMatchObject({ code: 'MLA-RUN-011' });
    const store = await openStore();
    expect((await store.loadConnection('lab')).input).toMatchObject({ password: 'hush' });
  });

  test('goes from one key of the environment to the next, and asks for that one', async () => {
    await fill({ environmentKey: oldKey });
    await expect(rotateKey({ database: place.database, keyFile, environmentKey: oldKey })).rejects.toMatchObject({
      code: 'MLA-RUN-012',
      details: { source: 'MLA_SECRET_KEY_NEXT' },
    });
    expect(
      await rotateKey({ database: place.database, keyFile, environmentKey: oldKey, nextEnvironmentKey: newKey }),
    ).toBe(3);
    await expectAllThere({ environmentKey: newKey });
  });
});
