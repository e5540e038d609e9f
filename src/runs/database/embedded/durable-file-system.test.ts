import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, expect } from 'vitest';
import { seedDirectory } from '../open-database.fixture.ts';

const canTrace = spawnSync('strace', ['-V']).status === 0;

/** Writes through the store's file system in a process of its own and lists the files whose content went to the disk. */
function tracedSyncs(statements: string): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'mlanywhere-test-'));
  const log = join(directory, 'trace');
  const script = `
    import { openSync, closeSync } from 'node:fs';
    import { sql } from 'kysely';
    import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, '../open-database.ts'))};
    const database = await openDatabase({ directory: ${JSON.stringify(directory)}, seedDirectory: ${JSON.stringify(seedDirectory)} });
    const mark = (name) => { try { closeSync(openSync('/nowhere/' + name)); } catch {} };
    mark('begin');
    for (const statement of ${statements}) await sql.raw(statement).execute(database.sql);
    mark('end');
    await database.close();`;
  const result = spawnSync(
    'strace',
    [
      '-f',
      '-y',
      '-o',
      log,
      '-e',
      'trace=fdatasync,fsync,openat',
      process.execPath,
      '--input-type=module',
      '--eval',
      script,
    ],
    { encoding: 'utf8', cwd: import.meta.dirname },
  );
  if (result.status !== 0 || !existsSync(log)) throw new Error(result.stderr);
  const trace = readFileSync(log, 'utf8');
  rmSync(directory, { recursive: true, force: true });
  const between = trace.slice(trace.indexOf('/nowhere/begin'), trace.indexOf('/nowhere/end'));
  return [...between.matchAll(/f(?:data)?sync\(\d+<[^>]*\/database\/([^>]*)>/g)].map(([, path]) => path ?? '');
}

test.skipIf(!canTrace)('each commit brings the write-ahead log to the disk', () => {
  const synced = tracedSyncs(
    `Array.from({ length: 10 }, (_, i) => "insert into session values ('" + i + "', now(), now(), 'x')")`,
  );
  expect(synced.filter((path) => /^pg_wal\/[0-9A-F]{24}$/.test(path)).length).toBeGreaterThanOrEqual(10);
  expect(synced).not.toContain('global/pg_control');
});

test.skipIf(!canTrace)('a checkpoint brings every changed file to the disk, the control file last', () => {
  const synced = tracedSyncs(`["insert into session values ('a', now(), now(), 'x')", 'checkpoint']`);
  expect(synced.at(-1)).toBe('global/pg_control');
  expect(synced.some((path) => path.startsWith('base/'))).toBe(true);
});
