import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createApiClient } from '../../api/client.ts';
import { openDatabaseIn } from '../../runs/database/open-database.fixture.ts';
import { storeInstallations } from '../../server/installations/many-installations.fixture.ts';
import { openTestService } from '../../server/service.fixture.ts';
import { newestRun } from './newest-run.ts';

test('the newest run is looked up without the others: the server folds and sends one, however many there are', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  const database = await openDatabaseIn(directory);
  await storeInstallations(database, 50);
  await database.close();
  const { service, ...running } = await openTestService({ directory });
  const sent: string[] = [];
  const client = createApiClient({
    ...service,
    fetch: async (...request) => {
      const answer = await fetch(...request);
      sent.push(...((await answer.clone().text()).match(/"id":"[^"]+"/g) ?? []));
      return answer;
    },
  });
  try {
    expect((await newestRun(client, { name: undefined, verb: 'show' })).id).toBe('i-0049-2');
    expect(sent).toEqual(['"id":"i-0049-2"']);
    expect((await newestRun(client, { name: 'i-0008', verb: 'show' })).id).toBe('i-0008-1');
    await expect(newestRun(client, { name: 'nobody', verb: 'show' })).rejects.toMatchObject({ code: 'MLA-RUN-005' });
  } finally {
    await running[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  }
});
