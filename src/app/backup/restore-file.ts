import { join } from 'node:path';
import { MlaError } from '../../errors/error.ts';
import { ReleaseStore } from '../../kubeflow/release/release-store.ts';
import { readBackup } from '../../runs/backup/read-backup.ts';
import { restoreBackup, type Restored } from '../../runs/backup/restore-backup.ts';
import { openDatabase } from '../../runs/database/open-database.ts';
import { refuseOthers } from '../../runs/backup/refuse-others.ts';
import { openVault } from '../../runs/secrets/vault.ts';
import { openBundleRows } from '../../runs/store/bundle-rows.ts';

export interface RestoreRequest {
  /** For messages. */
  readonly file: string;
  readonly content: Uint8Array;
  readonly directory: string;
  readonly databaseUrl: string | undefined;
  /** Neither: there is no key yet, which is enough for a backup without secrets. */
  readonly key: { readonly keyFile: string | undefined; readonly environmentKey: string | undefined };
  readonly replace: boolean;
}

/** Restores a backup into the database of a directory or a server. Throws the errors of `backup.`, `database.inUse` and `database.usedByOthers`. */
export async function restoreFile(request: RestoreRequest): Promise<Restored> {
  const { file, directory, databaseUrl } = request;
  const backup = readBackup(request.content, file);
  await refuseOtherKey(backup.header.keys, request);
  const database = await openDatabase(databaseUrl === undefined ? { directory } : { url: databaseUrl });
  try {
    await refuseOthers(database, databaseUrl);
    const restored = await restoreBackup(backup, { database, replace: request.replace });
    const shared = database.exclusive ? undefined : openBundleRows(database);
    const store = new ReleaseStore({
      directory: join(directory, shared === undefined ? 'releases' : 'releases-shared'),
      // Bundles come out of the backup.
      download: () => Promise.reject(new Error('a restore downloads nothing')),
      shared,
    });
    for (const { source, content } of backup.bundles) await store.keep(content, { source });
    return restored;
  } finally {
    await database.close();
  }
}

async function refuseOtherKey(expected: readonly string[], { file, key }: RestoreRequest): Promise<void> {
  if (expected.length === 0) return;
  const { keyFile, environmentKey } = key;
  const here =
    keyFile === undefined && environmentKey === undefined
      ? []
      : (await openVault({ keyFile: keyFile ?? '', environmentKey })).keys;
  if (expected.every((id) => here.includes(id))) return;
  const actual = here.length === 0 ? 'no key' : here.join(' and ');
  throw new MlaError('backup.otherKey', { file, expected: expected.join(' and '), actual });
}
