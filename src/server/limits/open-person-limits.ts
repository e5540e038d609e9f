import type { Database } from '../../runs/database/open-database.ts';
import { countRunsOf } from '../../runs/store/count-runs.ts';
import type { PublicAddress } from '../address/public-address.ts';
import type { ServiceParts } from '../dependencies.ts';
import { createPersonLimits, type PersonLimits } from './person-limits.ts';
import { type LimitSettings, noLimits, usualLimits } from './read-limits.ts';

/** The limits of a server: those that are set, and else the usual ones where others use it too. */
export function openPersonLimits(
  { isShared }: Pick<PublicAddress, 'isShared'>,
  {
    given,
    database,
    releases,
  }: {
    readonly given: Partial<LimitSettings> | undefined;
    readonly database: Database;
    readonly releases: Pick<ServiceParts['releases'], 'fetches'>;
  },
): PersonLimits {
  return createPersonLimits(
    { ...(isShared ? usualLimits : noLimits), ...given },
    {
      countRuns: (person) => countRunsOf(database, person),
      fetching: () => releases.fetches.list().flatMap(({ version, state }) => (state === 'running' ? version : [])),
      now: Date.now,
    },
  );
}
