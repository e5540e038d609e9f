import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { storeInstallations } from '../../server/installations/many-installations.fixture.ts';
import { openTestService } from '../../server/service.fixture.ts';
import { eventually, hangSignal } from '../../../test/patience.fixture.ts';
import { openDatabaseIn, sandboxInstallation } from '../database/open-database.fixture.ts';
import { openKeptViews } from './kept-views.ts';

describe('the views of ended runs', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** Of a server that has closed. */
  const listUnkept = async (): Promise<string[]> => {
    const database = await openDatabaseIn(directory);
    try {
      return (await openKeptViews(database).listUnkept({ limit: 1000 })).map(({ id }) => id);
    } finally {
      await database.close();
    }
  };

  test('are stored when a run ends, before anybody looks at it', async () => {
    {
      await using running = await openTestService({ directory });
      const { service, client } = running;
      const { id } = await service.runs.createRun({ installation: sandboxInstallation('demo'), kind: 'create' });
      const types: string[] = [];
      for await (const { type } of client.streamEvents(id, { after: 0, signal: hangSignal() })) types.push(type);
      expect(types).toContain('run.succeeded');
    }
    expect(await listUnkept()).toEqual([]);
  });

  test('are stored by a server for the runs that ended without it', async () => {
    const database = await openDatabaseIn(directory);
    await storeInstallations(database, 8);
    await database.close();
    expect(await listUnkept()).toHaveLength(9);
    await eventually(async () => {
      {
        await using running = await openTestService({ directory });
        await running.client.call('health', {});
      }
      return (await listUnkept()).length === 0;
    });
  });
});
