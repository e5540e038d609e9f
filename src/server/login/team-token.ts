import { isError, MlaError } from '../../errors/error.ts';
import type { Database } from '../../runs/database/open-database.ts';
import { settingPlace } from '../../runs/secrets/encrypted-columns.ts';
import type { Vault } from '../../runs/secrets/vault.ts';
import type { Secret } from '../../secret.ts';

const name = 'server-token';

/**
 * The token of all servers on one database: that of the first. Sessions and
 * dashboards depend on it, so each server must know the same one. It is
 * encrypted there, which also shows whether this server has the key of the
 * others. Throws `vault.otherKey`.
 */
export async function shareToken(
  own: Secret,
  { database, vault }: { database: Database; vault: Vault },
): Promise<Secret> {
  const place = settingPlace(name);
  const sealed = vault.seal(own, place);
  await database.write((writer) =>
    writer
      .insertInto('setting')
      .values({ name, sealed })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute(),
  );
  const row = await database.sql
    .selectFrom('setting')
    .select('sealed')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  try {
    return vault.open(row.sealed, place);
  } catch (error) {
    if (isError(error, 'vault.recordSealed')) throw new MlaError('vault.otherKey', {}, { cause: error });
    throw error;
  }
}
