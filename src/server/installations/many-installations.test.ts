import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InstallationView } from '../../api/contract.ts';
import { finalRunStates } from '../../api/run.ts';
import { readPages } from '../../api/read-pages.ts';
import { runInPipe } from '../../cli/output/terminal.fixture.ts';
import { openDatabaseIn, openTestDatabase, type TestDatabase } from '../../runs/database/open-database.fixture.ts';
import { openKeptViews } from '../../runs/views/kept-views.ts';
import { createRedactor } from '../../runs/secrets/redactor.ts';
import { RunViews } from '../../runs/views/run-views.ts';
import { openSqlInstallationStore } from '../../runs/store/sql-installation-store.ts';
import { openSqlRunStore } from '../../runs/store/sql-run-store.ts';
import { openVault } from '../../runs/secrets/vault.ts';
import { viewInstallations } from './installation-views.ts';
import { countQueries, storeInstallations } from './many-installations.fixture.ts';
import { openTestService, type TestService } from '../service.fixture.ts';

const count = 1000;
const untouched = Math.floor(count / 7);
/** The newest ones first, those of the same age by name. */
const expected = Array.from({ length: count }, (_, index) => index + 1)
  .sort((left, right) => Math.floor(right / 10) - Math.floor(left / 10) || left - right)
  .map((number) => `i-${String(number).padStart(4, '0')}`);

describe('a server with 1,000 installations', () => {
  let running: TestService;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
    const database = await openDatabaseIn(directory);
    await storeInstallations(database, count);
    await database.close();
    running = await openTestService({ directory });
  });
  afterAll(async () => {
    await running[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });

  test('gives them in pages, all of them and none twice, also where many are of the same age', async () => {
    const ask = (before: string | undefined) => running.client.call('listInstallations', { query: { before } });
    const first = await ask(undefined);
    expect(first.map(({ name }) => name)).toEqual(expected.slice(0, 100));
    const pages: InstallationView[][] = [];
    for (let before: string | undefined; ; before = pages.at(-1)?.at(-1)?.name) {
      const page = await ask(before);
      if (page.length === 0) break;
      pages.push(page);
    }
    expect(pages.map(({ length }) => length)).toEqual(Array(10).fill(100));
    expect(pages.flat().map(({ name }) => name)).toEqual(expected);
    expect(pages.flat().filter(({ stands }) => stands !== undefined)).toHaveLength(untouched);
    await expect(ask('never-there')).rejects.toMatchObject({ code: 'MLA-RUN-005' });
  });

  test('gives their runs in pages too', async () => {
    const ask = (before: string | undefined) => running.client.call('listRuns', { query: { before } });
    const { entries } = await readPages({ ask, nameOf: ({ id }) => id });
    expect(entries).toHaveLength(count + untouched);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(count + untouched);
    const times = entries.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().reverse());
    expect(
      (await running.client.call('listRuns', { query: { installation: 'i-0007', before: 'i-0007-2' } })).map(
        ({ id }) => id,
      ),
    ).toEqual(['i-0007-1']);
    await expect(ask('never-there-1')).rejects.toMatchObject({ code: 'MLA-RUN-004' });
  });

  test('lists all of them in a terminal', async () => {
    const environment = { MLA_SERVER: running.service.url, MLA_TOKEN: running.service.token.reveal() };
    const { stdout } = await runInPipe(['status', '--json'], { environment });
    expect((JSON.parse(stdout) as { installations: InstallationView[] }).installations.map(({ name }) => name)).toEqual(
      expected,
    );
  });

  test('refuses a page that is too large, and a place that is no name', async () => {
    for (const query of ['limit=201', 'limit=0', 'before=Not%20a%20name']) {
      const answer = await fetch(`${running.service.url}/api/installations?${query}`, {
        headers: { authorization: `Bearer ${running.service.token.reveal()}` },
      });
      expect([query, answer.status]).toEqual([query, 400]);
    }
  });
});

describe('a list of installations', () => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase();
    await storeInstallations(opened.database, count);
  });
  afterAll(async () => opened[Symbol.asyncDispose]());

  /** As one start of the server has it: nothing is in memory. */
  const start = async (version?: string) => {
    const { counted, take } = countQueries(opened.database);
    const runs = await openSqlRunStore(counted);
    const redactor = createRedactor();
    const installations = openSqlInstallationStore({
      database: counted,
      vault: await openVault({ keyFile: join(opened.directory, 'secret.key') }),
      redactor,
    });
    const views = new RunViews(runs, openKeptViews(counted, version));
    const list = async (limit: number) => {
      take();
      const page = await viewInstallations(await installations.listInstallations({ limit }), { runs, views });
      return { page, queries: take() };
    };
    return { list, runs, views };
  };

  test('takes the same few queries however long it is, once its ended runs were looked at: also after a restart', async () => {
    const first = await (await start()).list(200);
    const { list } = await start();
    const again = await list(200);
    expect(again.page).toEqual(first.page);
    // The installations; their newest runs, and how these look; the same for the runs before those that changed nothing.
    expect(again.queries).toBe(5);
    expect((await list(20)).queries).toBe(5);
    expect((await list(count)).page.map(({ name }) => name)).toEqual(expected);
    expect((await list(count)).queries).toBe(5);
  });

  test('shows an ended run as its events say: also after something was added to it, by another version, or when it goes on', async () => {
    const { runs, views } = await start();
    const record = await runs.getRun('i-0014-2');
    const before = await views.view(record);
    expect(finalRunStates).toContain(before.state);
    await runs.addNote(record.id, { type: 'kubeconfig.revealed', message: 'It was read back.' });
    const noted = await views.view(await runs.getRun(record.id));
    expect(noted).toEqual({ ...before, lastEventId: before.lastEventId + 1 });
    const other = await start('another fold');
    await opened.database.write((writer) =>
      writer
        .updateTable('run_view')
        .set({ view: JSON.stringify({ ...noted, state: 'cancelled' }) })
        .where('run_id', '=', record.id)
        .execute(),
    );
    expect(await views.view(await runs.getRun(record.id))).toMatchObject({ state: 'cancelled' });
    expect(await other.views.view(await runs.getRun(record.id))).toEqual(noted);
    expect(await views.view(await runs.getRun(record.id))).toEqual(noted);
    await runs.retryRun(record.id);
    const queued = await runs.getRun(record.id);
    expect(await views.view(queued)).toMatchObject({ state: 'queued', lastEventId: queued.lastEventId });
  });

  test('shows ended runs as an earlier version of the fold kept them, until the server has folded them again', async () => {
    const { list, views } = await start();
    const shown = await list(20);
    await opened.database.write((writer) =>
      writer
        .updateTable('run_view')
        .set({
          version: 'an earlier fold',
          view: sql`jsonb_set(view, '{warnings}', '["as an earlier version has it"]')`,
        })
        .where(
          'run_id',
          'in',
          shown.page.map(({ run }) => run?.id ?? ''),
        )
        .execute(),
    );
    const again = await list(20);
    expect(again.queries).toBe(5);
    expect(again.page[0]?.run?.warnings).toEqual(['as an earlier version has it']);
    await views.keepAll(new AbortController().signal);
    const folded = await list(20);
    expect(folded.queries).toBe(5);
    expect(folded.page).toEqual(shown.page);
  });

  test('folds the events of a run whose kept view cannot be shown any more', async () => {
    const { list } = await start();
    const { page } = await list(20);
    await opened.database.write((writer) =>
      writer
        .updateTable('run_view')
        .set({ view: JSON.stringify({ state: 'succeeded' }), version: 'broken' })
        .execute(),
    );
    expect((await list(20)).page).toEqual(page);
  });
});
