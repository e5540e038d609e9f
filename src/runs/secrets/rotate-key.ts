import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Transaction } from 'kysely';
import { MlaError } from '../../errors/error.ts';
import { bringToDisk } from '../database/embedded/fsync.ts';
import type { Database } from '../database/open-database.ts';
import { refuseOthers } from '../backup/refuse-others.ts';
import type { Tables } from '../database/schema.ts';
import { nameFullDisk } from '../database/embedded/disk-full.ts';
import { connectionPlace, secretPlace, settingPlace } from './encrypted-columns.ts';
import { keepKeyFile, makeVault, nextKeyFile, openVault, readKey, type Vault, type VaultParts } from './vault.ts';

export interface KeyRotation extends VaultParts {
  readonly database: Database;
  /** Where it is, if on a server. */
  readonly databaseUrl?: string | undefined;
  /** Value of MLA_SECRET_KEY_NEXT: the new key where the key comes from the environment. */
  readonly nextEnvironmentKey?: string | undefined;
}

/**
 * Encrypts every secret with a new key in one transaction, and then replaces
 * the old key file. After an interruption both keys exist and every record can
 * be decrypted; the next call continues with the same new key. Returns how many
 * records were encrypted. Throws `vault.recordSealed` (a record cannot be
 * decrypted; then nothing has changed), `database.usedByOthers` (they would
 * encrypt with the old key), `vault.badKey` and `database.diskFull`.
 */
export async function rotateKey({
  database,
  databaseUrl,
  keyFile,
  environmentKey,
  nextEnvironmentKey,
}: KeyRotation): Promise<number> {
  await refuseOthers(database, databaseUrl);
  const next = environmentKey ? readNext(nextEnvironmentKey) : await keepKeyFile(nextKeyFile(keyFile));
  const present = environmentKey
    ? makeVault(readKey(environmentKey, 'MLA_SECRET_KEY'), next)
    : await openVault({ keyFile });
  const sealed = await database.write((writer) => sealAnew(writer, present, makeVault(next)));
  if (!environmentKey) {
    await nameFullDisk(dirname(keyFile), async () => {
      await rename(nextKeyFile(keyFile), keyFile);
      await bringToDisk(keyFile);
    });
  }
  return sealed;
}

async function sealAnew(writer: Transaction<Tables>, from: Vault, to: Vault): Promise<number> {
  const connections = await writer.selectFrom('connection').select(['name', 'sealed']).forUpdate().execute();
  for (const { name, sealed } of connections) {
    const place = connectionPlace(name);
    await writer
      .updateTable('connection')
      .set({ sealed: to.seal(from.open(sealed, place), place) })
      .where('name', '=', name)
      .execute();
  }
  const secrets = await writer
    .selectFrom('installation_secret')
    .select(['installation', 'name', 'sealed'])
    .forUpdate()
    .execute();
  for (const { installation, name, sealed } of secrets) {
    const place = secretPlace(installation, name);
    await writer
      .updateTable('installation_secret')
      .set({ sealed: to.seal(from.open(sealed, place), place) })
      .where('installation', '=', installation)
      .where('name', '=', name)
      .execute();
  }
  for (const { name, sealed } of await writer.selectFrom('setting').selectAll().forUpdate().execute()) {
    const place = settingPlace(name);
    await writer
      .updateTable('setting')
      .set({ sealed: to.seal(from.open(sealed, place), place) })
      .where('name', '=', name)
      .execute();
  }
  return connections.length + secrets.length;
}

function readNext(text: string | undefined): Buffer {
  if (!text) throw new MlaError('vault.badKey', { source: 'MLA_SECRET_KEY_NEXT', reason: 'it is not set' });
  return readKey(text, 'MLA_SECRET_KEY_NEXT');
}
