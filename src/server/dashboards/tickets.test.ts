import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openTestDatabase } from '../../runs/database/open-database.fixture.ts';
import { openTickets } from './tickets.ts';

test('a ticket opens one page of one installation, once, within a minute', async () => {
  await using opened = await openTestDatabase();
  const { database } = opened;
  const tickets = openTickets(database);
  const admission = { installation: 'demo', session: 'one', path: '/a' };
  const issue = async (): Promise<string> => (await tickets.issue(admission)).reveal();
  const [used, late, elsewhere] = [await issue(), await issue(), await issue()];
  const { rows } = await sql<{ life: number }>`
    select extract(epoch from expires_at - now())::float as life from dashboard_ticket`.execute(database.sql);
  for (const { life } of rows) expect(life).toBeLessThanOrEqual(60);

  // Whichever server of the database it comes to.
  const other = openTickets(database);
  expect(await Promise.all([tickets.redeem(used, 'demo'), other.redeem(used, 'demo')])).toEqual(
    expect.arrayContaining([admission, undefined]),
  );
  expect(await other.redeem(elsewhere, 'lab')).toBeUndefined();
  expect(await other.redeem(elsewhere, 'demo')).toBeUndefined();
  expect(await other.redeem('', 'demo')).toBeUndefined();
  await sql`update dashboard_ticket set expires_at = now()`.execute(database.sql);
  expect(await other.redeem(late, 'demo')).toBeUndefined();
});
