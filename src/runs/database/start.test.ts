import { chmod, mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seedDirectory } from './open-database.fixture.ts';
import { openDatabase, type Database } from './open-database.ts';
import { canMount } from './embedded/small-disk.fixture.ts';
import { startElsewhere } from './start.fixture.ts';

const isRoot = process.getuid?.() === 0;
if (!canMount || !isRoot)
  console.warn('Other disks and other users’ directories are not tested: this user may not mount, or is not root.');

describe('a start on what is there', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const start = (): Promise<Database> => openDatabase({ directory, durability: 'none', seedDirectory });
  const keepOneSession = async (): Promise<string> => {
    const database = await start();
    await sql`insert into session select 'kept ' || number, now(), now(), 'x' from generate_series(1, 300) as number`.execute(
      database.sql,
    );
    const { rows } = await sql<{ path: string }>`select pg_relation_filepath('session') as path`.execute(database.sql);
    await database.close();
    return join(directory, 'database', rows[0]!.path);
  };

  test('makes no new database over one that has lost a file, and changes nothing: with the file back it has all it held', async () => {
    await keepOneSession();
    const version = join(directory, 'database', 'PG_VERSION');
    await rename(version, join(directory, 'elsewhere'));
    await expect(start()).rejects.toMatchObject({
      code: 'MLA-RUN-021',
      message: expect.stringContaining('has no PG_VERSION') as string,
    });
    await rename(join(directory, 'elsewhere'), version);
    const database = await start();
    expect(await database.sql.selectFrom('session').selectAll().execute()).toHaveLength(300);
    await database.close();
  });

  test('makes no new database where the folder of one was emptied', async () => {
    await mkdir(join(directory, 'database'));
    await expect(start()).rejects.toMatchObject({ code: 'MLA-RUN-021' });
    expect(await readdir(join(directory, 'database'))).toEqual([]);
  });

  test('says that a database is damaged, where a page of it is', async () => {
    const heap = await open(await keepOneSession(), 'r+');
    await heap.write(Buffer.alloc(4000, 7), 0, 4000, 100);
    await heap.close();
    const database = await start();
    await expect(database.sql.selectFrom('session').selectAll().execute()).rejects.toMatchObject({
      code: 'MLA-RUN-021',
      message: expect.stringContaining('invalid page') as string,
    });
    await database.close();
  });

  test('says that the place is a file', async () => {
    await rm(directory, { recursive: true });
    await writeFile(directory, 'a file');
    await expect(start()).rejects.toMatchObject({
      code: 'MLA-RUN-020',
      message: expect.stringContaining('it is a file') as string,
    });
    await expect(openDatabase({ directory: join(directory, 'below') })).rejects.toMatchObject({ code: 'MLA-RUN-020' });
  });

  test.skipIf(!isRoot)('says that the directory is another user’s, and the command that changes it', async () => {
    await chmod(directory, 0o755);
    expect(startElsewhere(join(directory, 'below'), { uid: 65534, print: 'error.fix' })).toContain(
      `\`sudo chown -R 65534:65534 ${directory}\``,
    );
    expect(startElsewhere(directory, { uid: 65534 })).toBe(
      `MLA-RUN-020 The data directory ${directory} cannot be used: it belongs to another user`,
    );
  });

  test.skipIf(!canMount)('says that the disk is read-only', () => {
    const said = startElsewhere(directory, {
      before: ['unshare', '-m', 'sh', '-c', `mount -t tmpfs -o ro tmpfs ${directory} && exec "$@"`, 'sh'],
    });
    expect(said).toBe(`MLA-RUN-020 The data directory ${directory} cannot be used: its file system is read-only`);
  });

  const onSmallDisk = ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs -o size=80m tmpfs "$0" && exec "$@"'];

  test.skipIf(!canMount).each([0, 8_000_000, 20_000_000])(
    'says that the disk is full with %i bytes left, where no database is yet, and leaves nothing',
    (left) => {
      const said = startElsewhere(directory, {
        before: [...onSmallDisk, directory],
        prepare: `fillDisk(directory, ${left});
          const { readdirSync } = await import('node:fs');
          process.on('exit', () => console.log(readdirSync(directory).filter((name) => name.startsWith('database'))));`,
      });
      expect(said).toBe(`MLA-RUN-013 The disk that holds ${directory} is full.\n[]`);
    },
  );

  test.skipIf(!canMount)('says so too where a database is, or opens it', () => {
    const prepare = 'await (await openDatabase(location)).close(); fillDisk(directory, 0);';
    const said = startElsewhere(directory, { before: [...onSmallDisk, directory], prepare });
    expect(said).toMatch(/^(opened|MLA-RUN-013 .*)$/);
  });
});
