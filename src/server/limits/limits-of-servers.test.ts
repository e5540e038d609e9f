import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../../test/patience.fixture.ts';
import { openDatabase, type Database } from '../../runs/database/open-database.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../../runs/database/postgres-server.fixture.ts';
import { openPeople } from '../people/people.ts';
import { createRequestCount, tellRequestsBy } from './request-count.ts';
import { openShares } from './shares.ts';

const postgres = findPostgres();
if (!postgres) console.warn('Limits of several servers are not tested: no PostgreSQL server was found.');

describe.skipIf(!postgres)('servers on one database count together', () => {
  let server: PostgresServer;
  let databases: Database[];
  beforeAll(async () => {
    server = await startPostgres(postgres ?? '');
    databases = [await openDatabase({ url: server.url }), await openDatabase({ url: server.url })];
  });
  afterAll(async () => {
    await Promise.all(databases.map((database) => database.close()));
    await server.stop();
  });
  const addPerson = async (name: string): Promise<string> => {
    const [database] = databases;
    if (database === undefined) throw new Error('no database');
    return (await openPeople(database).add({ name, role: 'operator', scope: 'all', grant: [] })).id;
  };

  test('what a person has under way: of many that ask at once, no more than the limit, and one more when one has ended', async () => {
    const person = await addPerson('ann');
    const shares = databases.map(openShares);
    const takeAtEach = () =>
      Promise.all([...shares, ...shares, ...shares].map((one) => one.take({ kind: 'checks', person, most: 2 })));
    const taken = (await takeAtEach()).filter((end) => end !== undefined);
    expect(taken).toHaveLength(2);
    expect((await takeAtEach()).filter((end) => end !== undefined)).toEqual([]);
    expect(await shares[1]?.take({ kind: 'fetches', person, most: 1 })).toBeDefined();
    taken[0]?.();
    await eventually(async () => (await shares[1]?.take({ kind: 'checks', person, most: 2 })) !== undefined);
  });

  test('not what a server had under way that is lost: its shares end with the lease', async () => {
    const person = await addPerson('bob');
    const [one, other] = databases.map(openShares);
    const take = { kind: 'checks', person, most: 1 } as const;
    expect(await one?.take(take)).toBeDefined();
    expect(await other?.take(take)).toBeUndefined();
    await databases[0]?.write((writer) =>
      writer
        .updateTable('person_share')
        .set({ beat_at: new Date(0) })
        .where('person', '=', person)
        .execute(),
    );
    expect(await other?.take(take)).toBeDefined();
  });

  test('requests: what a person made at one is missing at the other', async () => {
    const person = await addPerson('eve');
    const most = 10;
    let now = 0;
    const [one, other] = databases.map((database) =>
      createRequestCount(most, { now: () => now, tell: tellRequestsBy(database, most) }),
    );
    for (let made = 0; made < most; made += 1) expect(one?.take(person)).toBeUndefined();
    // The first request was told at once, the others are told with the next one: in 6 s, one comes back.
    const left = async () =>
      (await databases[0]?.sql.selectFrom('person_requests').selectAll().where('person', '=', person).execute())?.[0]
        ?.remaining ?? most;
    await eventually(async () => (await left()) < most);
    now = 6000;
    expect(one?.take(person)).toBeUndefined();
    await eventually(async () => (await left()) < 1);
    expect(other?.take(person)).toBeUndefined();
    await eventually(async () => (other?.take(person) ?? 0) > 0);
  });

  test('requests, alone, while the database does not answer', () => {
    const count = createRequestCount(2, { now: () => 0, tell: () => Promise.reject(new Error('lost')) });
    expect([1, 2, 3].map(() => count.take('ann'))).toEqual([undefined, undefined, 30]);
  });
});
