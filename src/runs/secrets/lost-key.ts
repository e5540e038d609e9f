import { stat } from 'node:fs/promises';
import { MlaError } from '../../errors/error.ts';
import type { Database } from '../database/open-database.ts';

/** Throws `vault.keyLost` when secrets are stored but their key file is gone: a new key would open none of them, and the loss would show only at the first use. */
export async function refuseLostKey({ sql }: Database, path: string): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    (error: unknown) => (error as NodeJS.ErrnoException).code !== 'ENOENT',
  );
  if (isThere) return;
  const connections = await sql
    .selectFrom('connection')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  const secrets = await sql
    .selectFrom('installation_secret')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  const count = Number(connections.count) + Number(secrets.count);
  if (count > 0) throw new MlaError('vault.keyLost', { path, count });
}
