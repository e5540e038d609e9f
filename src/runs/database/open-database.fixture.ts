import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installationSchema, type Installation } from '../../installation/installation.ts';
import { openDatabase, type Database } from './open-database.ts';

/** Kept between test files so that only the first one pays for making a database. */
export const seedDirectory = join(tmpdir(), 'mlanywhere-test-seed');

export interface TestDatabase extends AsyncDisposable {
  readonly directory: string;
  readonly database: Database;
}

/** A fresh embedded database in a directory that goes away with it. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  const database = await openDatabase({ directory, durability: 'none', seedDirectory });
  return {
    directory,
    database,
    async [Symbol.asyncDispose]() {
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function sandboxInstallation(name: string): Installation {
  return installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name },
    spec: { cluster: { platform: 'sandbox' } },
  });
}
