import { rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect, type Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import { MlaError, toMlaError } from '../../errors/error.ts';
import { bringToDisk } from './embedded/fsync.ts';
import { findWholeDatabase, prepareDataDirectory } from './data-directory.ts';
import { lockDataDirectory } from './data-directory-lock.ts';
import type { Tables } from './schema.ts';
import { keepSeed, readSeed } from './seed.ts';
import { isDiskFull, nameFullDisk } from './embedded/disk-full.ts';
import { EmbeddedDialect } from './embedded/embedded-dialect.ts';
import { makeMigrations, tableChanges } from './migrations.ts';
import { describeAddress } from './postgres-address.ts';
import { storableParameters } from '../store/storable-parameters.ts';

/** Where the data is: a directory for the embedded database, or the URL of a PostgreSQL server. */
export type DatabaseLocation =
  | {
      readonly directory: string;
      /** `none` leaves out fdatasync: faster, and a power cut may lose everything. `disk` when left out. */
      readonly durability?: 'disk' | 'none';
      /** Where the prebuilt first database of this machine is cached; none is cached when left out. */
      readonly seedDirectory?: string;
    }
  | { readonly url: string };

/** An open database. One SQL dialect, two engines. */
export interface Database {
  /** For reads. Writes go through `write`. */
  readonly sql: Kysely<Tables>;
  /** No other process can have it open. */
  readonly exclusive: boolean;
  /**
   * Writes in one transaction. Throws `database.diskFull` when the disk is full;
   * for the embedded database already when so little is free that the write
   * might fail. `urgent` tries anyway.
   */
  write<T>(work: (writer: Transaction<Tables>) => Promise<T>, options?: { readonly urgent?: boolean }): Promise<T>;
  /** Calls `wake` after each `pg_notify` on the channel, and (with an empty text) after a reconnect, when some may have been missed. */
  listen(channel: string, wake: (payload: string) => void): Promise<void>;
  close(): Promise<void>;
}

/**
 * Bytes that stay free: two segments of the write-ahead log. PostgreSQL survives a full disk when it writes a table, but not when the log needs
 * its next segment: then it stops, and PGlite with it.
 */
const reserve = 32 * 1024 * 1024;

/** PostgreSQL inside PGlite with 16 MB of buffers: halves the memory of the process, costs nothing at our rates. */
const settings = ['-c', 'shared_buffers=16MB', '-c', 'max_wal_size=64MB', '-c', 'wal_buffers=1MB'];

/**
 * Opens the database and brings its tables up to date. Errors: `database.inUse`
 * (in use), -002 (cannot be opened), -003 (PostgreSQL not usable), -013 (disk
 * full), -016 (written by a newer version), -020 (directory not usable), -021
 * (damaged).
 */
export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  const database = 'url' in location ? await openServer(location.url) : await openEmbedded(location);
  try {
    await migrate(database.sql, location);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openServer(url: string): Promise<Database> {
  // Loaded lazily: the embedded database does not need it.
  const { openPostgres } = await import('./postgres-connection.ts');
  const postgres = await openPostgres(url);
  const sql = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: postgres.pool }),
    plugins: [storableParameters()],
  });
  return {
    sql,
    exclusive: false,
    // The server watches its own disk, and reports 53100 in time.
    write: (work) =>
      nameFullDisk(`the PostgreSQL server at ${describeAddress(url)}`, () => sql.transaction().execute(work)),
    listen: postgres.listen,
    async close() {
      await postgres.stopListening();
      await sql.destroy();
    },
  };
}

type EmbeddedLocation = Extract<DatabaseLocation, { directory: string }>;

async function openEmbedded(location: EmbeddedLocation): Promise<Database> {
  const { directory } = location;
  await prepareDataDirectory(directory);
  const lock = await lockDataDirectory(directory);
  try {
    const folder = join(directory, 'database');
    if (!(await findWholeDatabase(folder, directory))) await makeEmbedded(location, folder);
    // PostgreSQL's own lock file adds nothing to ours, and PostgreSQL refuses to start when a power cut left it without content.
    await rm(join(folder, 'postmaster.pid'), { force: true });
    const postgres = await openEngine(folder, location);
    const sql = new Kysely<Tables>({
      dialect: new EmbeddedDialect({ pglite: postgres, directory }),
      plugins: [storableParameters()],
    });
    return {
      sql,
      exclusive: true,
      async write(work, { urgent = false } = {}) {
        const { bavail, bsize } = await statfs(folder);
        if (!urgent && bavail * bsize < reserve) throw new MlaError('database.diskFull', { directory });
        return nameFullDisk(directory, () => sql.transaction().execute(work));
      },
      async listen(channel, wake) {
        await postgres.listen(channel, wake);
      },
      async close() {
        await sql.destroy();
        if (!postgres.closed) await postgres.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw await nameFailedStart(error, directory);
  }
}

/** PGlite crashes with its own message whatever the reason. If the disk is full, report that. */
async function nameFailedStart(error: unknown, directory: string): Promise<MlaError> {
  if (error instanceof MlaError) return error;
  const { bavail, bsize } = await statfs(directory);
  if (isDiskFull(error) || bavail * bsize < reserve)
    return new MlaError('database.diskFull', { directory }, { cause: error });
  const reason = error instanceof Error ? error.message : `the database engine ended with ${JSON.stringify(error)}`;
  return new MlaError('database.notOpened', { directory, reason }, { cause: error });
}

/** Creates the first database beside its place and renames it when it is complete, so a killed process leaves nothing half-made. The name is synced before any write is acknowledged. */
async function makeEmbedded(location: EmbeddedLocation, folder: string): Promise<void> {
  const { seedDirectory } = location;
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const seed = seedDirectory === undefined ? undefined : await readSeed(seedDirectory);
  const postgres = await openEngine(unfinished, location, seed).catch(async (error: unknown) => {
    // Half a database would take up the missing space.
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  });
  if (!seed && seedDirectory !== undefined) {
    const sql = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: postgres }) });
    await migrate(sql, location);
    await keepSeed(seedDirectory, () => postgres.dumpDataDir('gzip'));
  }
  await postgres.close();
  await rename(unfinished, folder);
  await bringToDisk(folder);
  await bringToDisk(location.directory);
}

/**
 * V8 compiles busy WebAssembly a second time, to faster code. For PostgreSQL
 * that takes 500 MB of memory for a moment and a second of both processors,
 * which our queries never repay: 160 MB and quicker without. Both
 * flags are needed where they are set after the start. The third checks each
 * function when it is first called, which most never are.
 */
const wasmFlags = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering', '--wasm-lazy-validation'];

async function openEngine(folder: string, { durability = 'disk' }: EmbeddedLocation, seed?: Blob): Promise<PGlite> {
  for (const flag of wasmFlags) setFlagsFromString(flag);
  // Loaded here because it is large and a PostgreSQL server needs none of it.
  const { PGlite } = await import('@electric-sql/pglite');
  const { NodeFS } = await import('@electric-sql/pglite/nodefs');
  const { DurableFileSystem, syncAfterTransactions } = await import('./embedded/durable-file-system.ts');
  const files = durability === 'disk' ? new DurableFileSystem(folder) : new NodeFS(folder);
  const postgres = await PGlite.create({
    fs: files,
    startParams: [...PGlite.defaultStartParams, ...settings],
    ...(seed && { loadDataDir: seed }),
  });
  if (files instanceof DurableFileSystem) syncAfterTransactions(postgres, files);
  return postgres;
}

async function migrate(sql: Kysely<Tables>, location: DatabaseLocation): Promise<void> {
  if (await isUpToDate(sql)) return;
  const migrator = new Migrator({ db: sql, provider: { getMigrations: () => Promise.resolve(makeMigrations()) } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (error instanceof MlaError) throw error;
  const reason = toMlaError(error).message;
  const unknown = /previously executed migration (\S+) is missing/.exec(reason);
  if (unknown) throw new MlaError('database.newer', { migration: unknown[1] ?? '' }, { cause: error });
  if ('directory' in location)
    throw new MlaError('database.notOpened', { directory: location.directory, reason }, { cause: error });
  throw new MlaError('database.serverUnusable', { address: describeAddress(location.url), reason }, { cause: error });
}

/** Compares the applied migrations with the known ones in one query. The migrator reads the catalogue of all tables, which takes a tenth of a second. */
async function isUpToDate(sql: Kysely<Tables>): Promise<boolean> {
  try {
    const done = await sql.selectFrom('kysely_migration').select('name').orderBy('name').execute();
    return JSON.stringify(done.map(({ name }) => name)) === JSON.stringify(Object.keys(tableChanges).toSorted());
  } catch {
    // The table does not exist yet. Any other error will also reach the migrator.
    return false;
  }
}
