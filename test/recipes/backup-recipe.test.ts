import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPostgres, startPostgres, type PostgresServer } from '../../src/runs/database/postgres-server.fixture.ts';
import { keepLogs } from '../kept-log.fixture.ts';
import { readApplies } from '../install/fixtures/audit-log.fixture.ts';
import { openBackupPlace, type BackupPlace, type NextMachine } from './backup-place.fixture.ts';
import { followRecipe, type Recipe } from './follow-recipe.fixture.ts';
import { readPage } from './page.fixture.ts';

const openLog = keepLogs();
const postgres = findPostgres();
if (!postgres) console.warn('The page about backups is not followed: no PostgreSQL server was found on this machine.');

const backupRecipe = (next: NextMachine): Recipe<BackupPlace> => ({
  page: 'server/backup.md',
  commands: {
    'mla backup mlanywhere.mlabackup': {
      before: (place) => place.work(),
      after: async ({ directory }) =>
        expect((await stat(join(directory, 'mlanywhere.mlabackup'))).mode & 0o777).toBe(0o600),
    },
    'mla restore mlanywhere.mlabackup': { before: (place) => place.moveTo(next) },
    'mla serve': { as: (command) => `${command} --port 0`, untilCtrlC: true },
  },
});

describe.skipIf(!postgres)('The page about backups does what it says during an install', () => {
  let server: PostgresServer;
  let place: BackupPlace;
  beforeAll(async () => {
    [server, place] = await Promise.all([startPostgres(postgres ?? ''), openBackupPlace(openLog)]);
  });
  afterAll(async () => {
    await place.close();
    await server.stop();
  });
  const follow = async (next: NextMachine): Promise<unknown> =>
    followRecipe(await readPage('server/backup.md'), backupRecipe(next), place);

  test('from the embedded database into PostgreSQL, with the file of the key', () =>
    follow({ databaseUrl: server.url, key: 'file' }));

  test('from PostgreSQL into the embedded database, with the key as a variable', () => follow({ key: 'variable' }));

  test('and there the run goes on: no step that is done is repeated, no event is lost, no object is sent twice', async () => {
    const events = await place.letGoOn();
    expect(events.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
    const skipped = events.filter(({ type }) => type === 'step.skipped').map(({ step }) => step);
    expect(skipped).toEqual(expect.arrayContaining(['preflight', 'plan']));
    const sent = (await readApplies(place.cluster.auditLog)).map(({ object }) => object);
    expect(sent.length).toBeGreaterThan(0);
    expect(new Set(sent).size).toBe(sent.length);
  });
});
