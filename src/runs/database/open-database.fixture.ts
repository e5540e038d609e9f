import { cpSync, existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installationSchema, type Installation } from '../../installation/installation.ts';
import { openDatabase, type Database } from './open-database.ts';
import { seedPath } from './seed.ts';

/** Kept between test files so that only the first one pays for making a database. */
export const seedDirectory = join(tmpdir(), 'mlanywhere-test-seed');

export interface TestDatabase extends AsyncDisposable {
  readonly directory: string;
  readonly database: Database;
}

/** A fresh embedded database in a directory that goes away with it. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  const database = await openDatabaseIn(directory);
  return {
    directory,
    database,
    async [Symbol.asyncDispose]() {
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The embedded database of a directory, a new one where none is there yet. */
export async function openDatabaseIn(directory: string): Promise<Database> {
  await placeDatabase(directory);
  return openDatabase({ directory, durability: 'none', seedDirectory });
}

/** Copies an empty database into a data directory that has none: a quarter of what unpacking the seed costs. */
export async function placeDatabase(directory: string): Promise<void> {
  const folder = join(directory, 'database');
  if (!existsSync(folder)) cpSync(await emptyDatabase(), folder, { recursive: true });
}

/** Made once for each version of the tables, beside the seed. */
async function emptyDatabase(): Promise<string> {
  const empty = (await seedPath(seedDirectory)).replace(/\.tar\.gz$/, '');
  if (existsSync(empty)) return empty;
  const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  await (await openDatabase({ directory, durability: 'none', seedDirectory })).close();
  await rename(join(directory, 'database'), empty).catch((error: unknown) => {
    // Another test file may have been quicker.
    if (!existsSync(empty)) throw error;
  });
  await rm(directory, { recursive: true, force: true });
  return empty;
}

export function sandboxInstallation(name: string): Installation {
  return installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name },
    spec: { cluster: { platform: 'sandbox' } },
  });
}
