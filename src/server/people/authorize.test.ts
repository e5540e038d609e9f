import { expect, test } from 'vitest';
import { routes } from '../../api/contract.ts';
import { runKinds } from '../../run-view/run-kinds.ts';
import { toMlaError } from '../../errors/error.ts';
import type { RunRecord } from '../../runs/store/run-store.ts';
import type { RunKind } from '../../api/run.ts';
import { authorize } from './authorize.ts';
import { createLookups } from './lookups.ts';
import type { Account } from './people.ts';

const otto: Account = { principal: { id: 'otto', name: 'otto', roles: ['operator'] }, granted: [], onlyGranted: false };

test.each(Object.keys(runKinds) as RunKind[])(
  'who may not begin a run that takes something away may not go on with one: %s',
  async (kind) => {
    const run = { id: 'demo-2', installation: 'demo', kind, state: 'cancelled' } as RunRecord;
    const lookups = createLookups({ getRun: () => Promise.resolve(run), listRuns: () => Promise.resolve([run]) });
    const retry = (account: Account) =>
      authorize(account, { route: routes.retryRun, params: { id: 'demo-2' }, body: undefined }, lookups).then(
        () => 'open',
        (error: unknown) => toMlaError(error).code,
      );
    const isOpen = kind === 'create' || kind === 'upgrade';
    expect(await retry(otto)).toBe(isOpen ? 'open' : 'MLA-PEOPLE-002');
    expect(await retry({ ...otto, granted: ['demo'] })).toBe('open');
    // To stop one takes nothing away.
    await authorize(otto, { route: routes.cancelRun, params: { id: 'demo-2' }, body: undefined }, lookups);
  },
);
