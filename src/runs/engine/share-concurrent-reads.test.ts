import { expect, test } from 'vitest';
import type { RunEvent } from '../../api/run.ts';
import { openTestDatabase, sandboxInstallation } from '../database/open-database.fixture.ts';
import { followRun } from './stream-run-events.ts';
import { shareReads, type RunReads } from './share-concurrent-reads.ts';
import { openSqlRunStore } from '../store/sql-run-store.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';

test('twenty readers of a run each get every event once, for little more than the reads of one', async () => {
  await using opened = await openTestDatabase();
  const store = await openSqlRunStore(opened.database);
  const { id } = await store.createRun({ installation: sandboxInstallation('demo'), kind: 'create' });
  let asked = 0;
  const counted: RunReads = {
    watchRun: store.watchRun,
    getRun: store.getRun,
    readEvents: (runId, range) => {
      asked += 1;
      return store.readEvents(runId, range);
    },
  };
  const collect = async (reads: RunReads): Promise<number[]> => {
    const events: RunEvent[] = [];
    for await (const page of followRun(reads, id, { after: 0, signal: hangSignal() })) events.push(...page);
    return events.map((event) => event.id);
  };
  const reads = shareReads(counted);
  const readers = Array.from({ length: 20 }, () => collect(reads));
  const claim = (await store.claimRun('worker'))!;
  const [batches, size] = [30, 50];
  for (let batch = 1; batch <= batches; batch += 1) {
    const events = Array.from({ length: size }, (_, line) => ({
      type: 'log',
      severity: 'info' as const,
      message: `line ${line}`,
      time: new Date(),
    }));
    await store.commit(claim, { events, ...(batch === batches && { state: 'succeeded' as const }) });
  }
  const every = Array.from({ length: batches * size + 1 }, (_, index) => index + 1);
  for (const ids of await Promise.all(readers)) expect(ids).toEqual(every);
  // Alone, each reader asks for each batch that it is woken for: 620 times in all. Together they ask about as often as one.
  expect(asked).toBeLessThan(100);
});

test('an answer is not kept: who asks later gets what is new, and an error is told to all who asked', async () => {
  await using opened = await openTestDatabase();
  const store = await openSqlRunStore(opened.database);
  const reads = shareReads(store);
  const { id } = await store.createRun({ installation: sandboxInstallation('demo'), kind: 'create' });
  const [one, two] = await Promise.all([
    reads.readEvents(id, { after: 0, limit: 9 }),
    reads.readEvents(id, { after: 0, limit: 9 }),
  ]);
  expect(one).toBe(two);
  await store.addNote(id, { type: 'log', message: 'later' });
  expect((await reads.readEvents(id, { after: 0, limit: 9 })).map(({ message }) => message)).toEqual([
    expect.any(String),
    'later',
  ]);
  const refused = await Promise.allSettled([reads.getRun('nobody'), reads.getRun('nobody')]);
  expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
