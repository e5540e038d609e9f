import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findPostgres, startPostgres, type PostgresServer } from '../../src/runs/database/postgres-server.fixture.ts';
import { readApplies } from '../install/fixtures/audit-log.fixture.ts';
import { openBackupPlace, type BackupPlace } from './backup-place.fixture.ts';
import { followRecipe, type Recipe } from './follow-recipe.fixture.ts';
import { readPage } from './page.fixture.ts';

const postgres = findPostgres();
if (!postgres) console.warn('The page about backups is not followed: no PostgreSQL server was found on this machine.');

const backupRecipe: Recipe<BackupPlace> = {
  page: 'server/backup.md',
  commands: {
    'mla backup mlanywhere.mlabackup': {
      after: async ({ directory }) =>
        expect((await stat(join(directory, 'mlanywhere.mlabackup'))).mode & 0o777).toBe(0o600),
    },
    'mla restore mlanywhere.mlabackup': { before: (place) => place.moveToSecond() },
    'mla serve': {
      as: (command) => `${command} --port 0`,
      untilCtrlC: true,
      after: async (place) => {
        place.letGoOn();
        const events = await place.eventsAtEnd();
        expect(events.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
        const skipped = events.filter(({ type }) => type === 'step.skipped').map(({ step }) => step);
        expect(skipped).toEqual(expect.arrayContaining(['preflight', 'plan']));
        const sent = (await readApplies(place.cluster.auditLog)).map(({ object }) => object);
        expect(sent.length).toBeGreaterThan(0);
        expect(new Set(sent).size).toBe(sent.length);
      },
    },
  },
};

describe.skipIf(!postgres)('The page about backups does what it says during an install', () => {
  let server: PostgresServer;
  beforeEach(async () => {
    server = await startPostgres(postgres ?? '');
  });
  afterEach(() => server.stop());

  const follow = async (choices: Parameters<typeof openBackupPlace>[0]): Promise<void> => {
    const place = await openBackupPlace(choices);
    try {
      await followRecipe(await readPage(backupRecipe.page), backupRecipe, place);
    } finally {
      await place.close();
    }
  };

  test('from the embedded database into PostgreSQL, with the file of the key', () =>
    follow({ first: {}, second: { MLA_DATABASE_URL: server.url } }));

  test('from PostgreSQL into the embedded database, with the key as a variable', () => {
    const key = { MLA_SECRET_KEY: randomBytes(32).toString('base64') };
    return follow({ first: { MLA_DATABASE_URL: server.url, ...key }, second: key });
  });
});
