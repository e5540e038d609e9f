import { expect, test } from 'vitest';
import { createTickets } from './tickets.ts';

test('a ticket lasts a minute', () => {
  let now = 0;
  const tickets = createTickets(() => now);
  const admission = { installation: 'demo', session: 'one' };
  const [early, late] = [tickets.issue(admission).reveal(), tickets.issue(admission).reveal()];
  now = 59_999;
  expect(tickets.redeem(early, 'demo')).toEqual(admission);
  now = 60_000;
  expect(tickets.redeem(late, 'demo')).toBeUndefined();
  expect(tickets.redeem('', 'demo')).toBeUndefined();
});
