import { z } from 'zod';

/*
 * A backup is JSON, line by line, compressed with gzip: a header, the rows of
 * the tables in an order in which they can be inserted, the bundles of
 * releases, and an end that counts what came before.
 */

export const backupHeader = z.object({
  mlanywhere: z.literal('backup'),
  format: z.literal(1),
  /** Of the MLAnywhere that wrote it. */
  version: z.string(),
  createdAt: z.iso.datetime(),
  /** What had been applied to the tables. */
  migrations: z.array(z.string()),
  /** Ids of the keys with which secrets in it are encrypted. */
  keys: z.array(z.string()),
});
export type BackupHeader = z.infer<typeof backupHeader>;

export const backupEntry = z.union([
  z.object({ table: z.string(), row: z.record(z.string(), z.unknown()) }),
  z.object({ bundle: z.object({ source: z.string(), content: z.base64() }) }),
  z.object({ end: z.object({ entries: z.int() }) }),
]);

/** A release of the user's own. */
export interface BundleInBackup {
  readonly source: string;
  readonly content: Uint8Array;
}

/** Not copied: of this database's servers, or made again when needed. Releases are copied as bundles. */
export const leftOut: readonly string[] = [
  'kysely_migration',
  'kysely_migration_lock',
  'session',
  'login_failure',
  'used_login_code',
  'dashboard_ticket',
  'work',
  'person_share',
  'person_requests',
  'run_view',
  'release_bundle',
  'release_chunk',
];
