import type { Database } from '../../runs/database/open-database.ts';
import { countRunsOf } from '../../runs/store/count-runs.ts';
import type { PublicAddress } from '../address/public-address.ts';
import type { ServiceParts } from '../dependencies.ts';
import { createPersonLimits, type PersonLimits } from './person-limits.ts';
import { type LimitSettings, noLimits, usualLimits } from './read-limits.ts';
import { createRequestCount, tellRequestsBy } from './request-count.ts';
import { openShares } from './shares.ts';

/** The limits of a server: those that are set, and else the usual ones where others use it too. */
export function openPersonLimits(
  { isShared }: Pick<PublicAddress, 'isShared'>,
  {
    given,
    database,
    releases: { fetches },
  }: {
    readonly given: Partial<LimitSettings> | undefined;
    readonly database: Database;
    readonly releases: Pick<ServiceParts['releases'], 'fetches'>;
  },
): PersonLimits {
  const most = { ...(isShared ? usualLimits : noLimits), ...given };
  return createPersonLimits(most, {
    requests: createRequestCount(most.requests, { now: Date.now, tell: tellRequestsBy(database, most.requests) }),
    shares: openShares(database),
    countRuns: (person) => countRunsOf(database, person),
    fetching: () => fetches.list().flatMap(({ version, state }) => (state === 'running' ? version : [])),
    fetched: (version) => fetches.ended(version),
  });
}
