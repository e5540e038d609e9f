import type { RouteName } from '../../api/contract.ts';

/** What a route takes of a person's share, beside the request itself. */
export type Share = 'checks' | 'fetches' | 'runs';

const checks: readonly RouteName[] = [
  'testConnection',
  'testSavedConnection',
  'testConnector',
  'runPreflight',
  'reportPreflight',
];
const fetches: readonly RouteName[] = ['addRelease', 'startReleaseFetch'];
/** Not what removes something: nobody is kept from tidying up. */
const runs: readonly RouteName[] = ['applyInstallation', 'retryRun', 'startUpgrade'];

/** Undefined for a route that only the number of requests limits. */
export function shareOf(route: string): Share | undefined {
  const has = (names: readonly string[]): boolean => names.includes(route);
  if (has(checks)) return 'checks';
  if (has(fetches)) return 'fetches';
  return has(runs) ? 'runs' : undefined;
}
