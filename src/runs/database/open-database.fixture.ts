import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
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

/** Copies an empty database into a data directory that has none: a tenth of what unpacking the seed costs. */
export async function placeDatabase(directory: string): Promise<void> {
  const folder = join(directory, 'database');
  if (!existsSync(folder)) copyFolder(await emptyDatabase(), folder);
}

/**
 * Made once for each version of the tables, beside the seed. It lacks the databases that PostgreSQL copies for a new one:
 * they are two thirds of the files, and tests open hundreds of databases.
 */
async function emptyDatabase(): Promise<string> {
  const empty = (await seedPath(seedDirectory)).replace(/\.tar\.gz$/, '-alone');
  if (existsSync(empty)) return empty;
  const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  const database = await openDatabase({ directory, durability: 'none', seedDirectory });
  await sql`update pg_database set datistemplate = false`.execute(database.sql);
  for (const name of ['template0', 'template1']) await sql`drop database ${sql.id(name)}`.execute(database.sql);
  await database.close();
  await rename(join(directory, 'database'), empty).catch((error: unknown) => {
    // Another test file may have been quicker.
    if (!existsSync(empty)) throw error;
  });
  await rm(directory, { recursive: true, force: true });
  return empty;
}

function copyFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, copy] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyFolder(source, copy);
    else if (/^[0-9A-F]{24}$/.test(entry.name)) copyWritten(source, copy);
    else copyFileSync(source, copy);
  }
}

const blockSize = 65_536;

/** Copies a segment of PostgreSQL's log: 16 MB, of which most has never been written. Those parts stay holes. */
function copyWritten(from: string, to: string): void {
  const content = readFileSync(from);
  const copy = openSync(to, 'w', 0o600);
  try {
    ftruncateSync(copy, content.length);
    for (let start = 0; start < content.length; start += blockSize) {
      const block = content.subarray(start, start + blockSize);
      if (!block.equals(zeros.subarray(0, block.length))) writeSync(copy, block, 0, block.length, start);
    }
  } finally {
    closeSync(copy);
  }
}

const zeros = Buffer.alloc(blockSize);

export function sandboxInstallation(name: string): Installation {
  return installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name },
    spec: { cluster: { platform: 'sandbox' } },
  });
}
