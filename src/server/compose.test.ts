import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPostgres, startPostgres } from '../runs/database/postgres-server.fixture.ts';
import { openTestService } from './service.fixture.ts';

const postgres = findPostgres();
if (!postgres) console.warn('The health of a server without its database is not tested: no PostgreSQL was found.');

test.skipIf(process.platform === 'win32')(
  'the data directory, with token and key in it, is its owner’s alone also where the data is on a PostgreSQL server',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
    await chmod(directory, 0o777);
    const opened = openTestService({ directory, databaseUrl: 'postgres://nobody@127.0.0.1:1/nothing' });
    await expect(opened).rejects.toMatchObject({ code: 'MLA-RUN-003' });
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    await rm(directory, { recursive: true });
  },
);

test.skipIf(!postgres)('a server whose database is away does not call itself well', async () => {
  const server = await startPostgres(postgres ?? '');
  const running = await openTestService({ databaseUrl: server.url });
  expect(await running.client.call('health', {})).toMatchObject({ ok: true });
  await server.stop();
  await expect(running.client.call('health', {})).rejects.toMatchObject({ code: 'MLA-RUN-003' });
  await running[Symbol.asyncDispose]();
});
