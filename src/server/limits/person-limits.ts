import { MlaError } from '../../errors/error.ts';
import type { Login } from '../http/guard.ts';
import { shareOf } from './limited-routes.ts';
import type { LimitSettings } from './read-limits.ts';
import type { RequestCount } from './request-count.ts';
import type { ShareKind, Shares } from './shares.ts';

/** Whose request it is. */
export type Limited = Pick<Login, 'principal' | 'isServerToken'>;

/** Keeps one person from taking the whole server. */
export interface PersonLimits {
  /** Counts a request. Throws `people.tooManyRequests`. */
  count(login: Limited): void;
  /** Does the work of a route within the person's share. Throws `people.tooManyAtOnce` and `people.tooManyRuns`. */
  within<Answer>(login: Limited, route: string, work: () => Promise<Answer>): Promise<Answer>;
}

/** What is counted elsewhere. */
export interface Counted {
  readonly requests: RequestCount;
  readonly shares: Shares;
  /** Runs of a person that have not ended. */
  readonly countRuns: (person: string) => Promise<number>;
  /** Versions of releases that this server fetches now. */
  readonly fetching: () => readonly string[];
  /** Resolves when this server has fetched a version, or failed to. */
  readonly fetched: (version: string) => Promise<void>;
}

export function createPersonLimits(most: LimitSettings, counted: Counted): PersonLimits {
  const take = async (kind: ShareKind, person: string): Promise<() => void> => {
    if (most[kind] === 0) return () => undefined;
    const end = await counted.shares.take({ kind, person, most: most[kind] });
    if (end === undefined)
      throw new MlaError('people.tooManyAtOnce', { most: most[kind], what: whatOf[kind], variable: variableOf[kind] });
    return end;
  };

  return {
    count({ principal: { id }, isServerToken }) {
      if (isServerToken || most.requests === 0) return;
      const seconds = counted.requests.take(id);
      if (seconds !== undefined) throw new MlaError('people.tooManyRequests', { most: most.requests, seconds });
    },

    async within({ principal: { id }, isServerToken }, route, work) {
      const share = isServerToken ? undefined : shareOf(route);
      if (share === undefined) return work();
      if (share === 'runs') {
        if (most.runs > 0 && (await counted.countRuns(id)) >= most.runs)
          throw new MlaError('people.tooManyRuns', { most: most.runs });
        return work();
      }
      const end = await take(share, id);
      const before = new Set(counted.fetching());
      let begun: readonly string[] = [];
      try {
        const answer = await work();
        // A download goes on after its request.
        if (share === 'fetches') begun = counted.fetching().filter((version) => !before.has(version));
        return answer;
      } finally {
        if (begun.length === 0) end();
        else void Promise.allSettled(begun.map(counted.fetched)).then(end);
      }
    },
  };
}

const whatOf = { checks: 'connection tests and checks', fetches: 'downloads' } as const;
const variableOf = { checks: 'MLA_LIMIT_CHECKS', fetches: 'MLA_LIMIT_FETCHES' } as const;
