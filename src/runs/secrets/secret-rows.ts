import { sql, type Kysely } from 'kysely';
import type { Secret } from '../../secret.ts';
import type { Database } from '../database/open-database.ts';
import type { Tables } from '../database/schema.ts';
import { secretPlace } from './encrypted-columns.ts';
import type { Vault } from './vault.ts';
import type { Writer } from '../store/run-rows.ts';

interface SecretRow {
  readonly installation: string;
  readonly name: string;
  readonly secret: Secret;
}

/** Secrets of installations by name, encrypted: rows of `installation_secret`. */
export interface SecretRows {
  /** Adds a secret, or replaces it. */
  readonly writeSecret: (writer: Writer, row: SecretRow) => Promise<void>;
  readonly saveSecret: (installation: string, name: string, secret: Secret) => Promise<void>;
  readonly findSecret: (installation: string, name: string, reader?: Kysely<Tables>) => Promise<Secret | undefined>;
  readonly removeSecrets: (writer: Writer, installation: string, names: readonly string[]) => Promise<void>;
}

export function openSecretRows({
  database,
  vault,
}: {
  readonly database: Database;
  readonly vault: Vault;
}): SecretRows {
  const writeSecret: SecretRows['writeSecret'] = async (writer, { installation, name, secret }) => {
    const sealed = vault.seal(secret, secretPlace(installation, name));
    await writer
      .insertInto('installation_secret')
      .values({ installation, name, sealed, created_at: sql<Date>`now()` })
      .onConflict((conflict) => conflict.columns(['installation', 'name']).doUpdateSet({ sealed }))
      .execute();
  };
  return {
    writeSecret,
    saveSecret: (installation, name, secret) =>
      database.write((writer) => writeSecret(writer, { installation, name, secret })),
    findSecret: async (installation, name, reader = database.sql) => {
      const row = await reader
        .selectFrom('installation_secret')
        .select('sealed')
        .where('installation', '=', installation)
        .where('name', '=', name)
        .executeTakeFirst();
      return row && vault.open(row.sealed, secretPlace(installation, name));
    },
    removeSecrets: async (writer, installation, names) => {
      await writer
        .deleteFrom('installation_secret')
        .where('installation', '=', installation)
        .where('name', 'in', names)
        .execute();
    },
  };
}
