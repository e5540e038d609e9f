import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterAll, describe, expect, test } from 'vitest';
import { MlaError } from '../../errors/error.ts';
import { makeMigrations } from './migrations.ts';
import { openDatabaseIn, openTestDatabase, seedDirectory } from './open-database.fixture.ts';
import { openDatabase } from './open-database.ts';

const directories: string[] = [];
function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'mlanywhere-test-'));
  directories.push(directory);
  return directory;
}
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

describe('the embedded database', () => {
  test('refuses a second opener and names the first, in this process and in another', async () => {
    const directory = newDirectory();
    const first = await openDatabase({ directory, durability: 'none', seedDirectory });
    await expect(openDatabase({ directory, durability: 'none' })).rejects.toMatchObject({
      code: 'MLA-RUN-001',
      details: { holder: expect.stringContaining(`process ${process.pid} (started `) as string },
    });
    const other = `import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, 'open-database.ts'))};
      await openDatabase({ directory: ${JSON.stringify(directory)} }).catch((error) => console.log(error.code, error.message));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', other]);
    expect(stdout).toContain(`MLA-RUN-001 The data directory ${directory} is in use by process ${process.pid}`);
    await first.close();
    await (await openDatabase({ directory, durability: 'none' })).close();
  });

  test('lets timers and sockets in between queries that wait for each other', async () => {
    await using opened = await openTestDatabase();
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    const query = sql`select count(*) from generate_series(1, 10000)`;
    await Promise.all(Array.from({ length: 200 }, () => query.execute(opened.database.sql)));
    clearInterval(counting);
    expect(turns).toBeGreaterThan(5);
  });

  test.each([
    ['no content', Buffer.alloc(0)],
    ['a length and no content', Buffer.alloc(55)],
  ])('opens over a lock of PostgreSQL that a power cut has left with %s', async (_name, remains) => {
    const directory = newDirectory();
    await (await openDatabaseIn(directory)).close();
    writeFileSync(join(directory, 'database', 'postmaster.pid'), remains);
    await (await openDatabase({ directory, durability: 'none' })).close();
  });

  test('begins from the copy that the first database of a machine left, and keeps its own data', async () => {
    const cache = newDirectory();
    const [first, second] = [newDirectory(), newDirectory()];
    const whole = await openDatabase({ directory: first, durability: 'none', seedDirectory: cache });
    await sql`insert into session values ('a', now(), now(), 'b')`.execute(whole.sql);
    await whole.close();
    expect(readdirSync(cache)).toEqual([expect.stringMatching(/^database-.*\.tar\.gz$/)]);
    const seeded = await openDatabase({ directory: second, durability: 'none', seedDirectory: cache });
    expect(await seeded.sql.selectFrom('session').selectAll().execute()).toEqual([]);
    await seeded.close();
    const reopened = await openDatabase({ directory: first, durability: 'none', seedDirectory: cache });
    expect(await reopened.sql.selectFrom('session').select('id_hash').execute()).toEqual([{ id_hash: 'a' }]);
    await reopened.close();
  });

  test('brings what an older version wrote up to date, with what it holds', async () => {
    const directory = newDirectory();
    const old = await openDatabaseIn(directory);
    // As the version before the third change left it.
    await sql`drop schema public cascade`.execute(old.sql);
    await sql`create schema public`.execute(old.sql);
    const migrations = makeMigrations();
    const second = Object.keys(migrations).toSorted()[1] ?? '';
    const migrator = new Migrator({ db: old.sql, provider: { getMigrations: () => Promise.resolve(migrations) } });
    expect(await migrator.migrateTo(second)).not.toHaveProperty('error');
    await sql`insert into cluster_owner values ('a', 'mark')`.execute(old.sql);
    await sql`insert into session (id_hash, csrf_token, created_at, expires_at) values ('a', 'b', now(), now())`.execute(
      old.sql,
    );
    await old.close();
    const database = await openDatabase({ directory, durability: 'none' });
    const { rows } = await sql<{
      column_name: string;
    }>`select column_name from information_schema.columns where table_name = 'session' order by ordinal_position`.execute(
      database.sql,
    );
    expect(rows.map((row) => row.column_name)).toEqual([
      'id_hash',
      'created_at',
      'expires_at',
      'csrf_hash',
      'person',
      'address',
      'client',
    ]);
    expect(await database.sql.selectFrom('cluster_owner').select('mark').execute()).toEqual([{ mark: 'mark' }]);
    // A session without a token of its page opens nothing.
    expect(await database.sql.selectFrom('session').selectAll().execute()).toEqual([]);
    await database.close();
  });

  test('does not open what a newer version wrote, nor what is no database', async () => {
    const directory = newDirectory();
    const database = await openDatabaseIn(directory);
    await sql`insert into kysely_migration values ('999-future', now()::text)`.execute(database.sql);
    await database.close();
    await expect(openDatabase({ directory, durability: 'none' })).rejects.toMatchObject({
      code: 'MLA-RUN-016',
      details: { migration: '999-future' },
    });

    const broken = newDirectory();
    mkdirSync(join(broken, 'database'));
    writeFileSync(join(broken, 'database', 'PG_VERSION'), '18\n');
    const error = await openDatabase({ directory: broken, durability: 'none' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MlaError);
    expect(error).toMatchObject({ code: 'MLA-RUN-021' });
  });

  test('says where a PostgreSQL server could not be reached, and not with which password', async () => {
    const error = await openDatabase({ url: 'postgres://mla:hush@127.0.0.1:1/mla' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'MLA-RUN-003', details: { address: '127.0.0.1:1/mla' } });
    expect(JSON.stringify(error)).not.toContain('hush');
  });
});
