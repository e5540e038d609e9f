import { MlaError } from '../../errors/error.ts';
import type { Login } from '../http/guard.ts';
import { shareOf } from './limited-routes.ts';
import type { LimitSettings } from './read-limits.ts';

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
  /** Runs of a person that have not ended. */
  readonly countRuns: (person: string) => Promise<number>;
  /** Versions of releases that are being fetched. */
  readonly fetching: () => readonly string[];
  /** In milliseconds. */
  readonly now: () => number;
}

/** How many requests a person has left, as of a time. */
interface Bucket {
  readonly left: number;
  readonly at: number;
}

const minute = 60_000;

export function createPersonLimits(most: LimitSettings, counted: Counted): PersonLimits {
  const buckets = new Map<string, Bucket>();
  const underWay = { checks: new Map<string, number>(), fetches: new Map<string, number>() };
  /** Who began each fetch, which goes on after its request. */
  const fetchedBy = new Map<string, string>();

  const fetchesOf = (person: string): number => {
    const fetching = counted.fetching();
    for (const version of fetchedBy.keys()) if (!fetching.includes(version)) fetchedBy.delete(version);
    return [...fetchedBy.values()].filter((one) => one === person).length;
  };

  const atOnce = async <Answer>(
    { kind, person, others }: { kind: 'checks' | 'fetches'; person: string; others: number },
    work: () => Promise<Answer>,
  ): Promise<Answer> => {
    const now = underWay[kind].get(person) ?? 0;
    if (most[kind] > 0 && now + others >= most[kind])
      throw new MlaError('people.tooManyAtOnce', { most: most[kind], what: whatOf[kind], variable: variableOf[kind] });
    underWay[kind].set(person, now + 1);
    try {
      return await work();
    } finally {
      const left = (underWay[kind].get(person) ?? 1) - 1;
      if (left > 0) underWay[kind].set(person, left);
      else underWay[kind].delete(person);
    }
  };

  return {
    count({ principal: { id }, isServerToken }) {
      if (isServerToken || most.requests === 0) return;
      const now = counted.now();
      const before = buckets.get(id) ?? { left: most.requests, at: now };
      const left = Math.min(most.requests, before.left + ((now - before.at) / minute) * most.requests);
      if (left < 1) {
        const seconds = Math.ceil(((1 - left) * minute) / most.requests / 1000);
        throw new MlaError('people.tooManyRequests', { most: most.requests, seconds });
      }
      buckets.set(id, { left: left - 1, at: now });
    },

    async within({ principal: { id }, isServerToken }, route, work) {
      const share = isServerToken ? undefined : shareOf(route);
      if (share === 'checks') return atOnce({ kind: 'checks', person: id, others: 0 }, work);
      if (share === 'fetches') {
        return atOnce({ kind: 'fetches', person: id, others: fetchesOf(id) }, async () => {
          const before = new Set(counted.fetching());
          const answer = await work();
          for (const version of counted.fetching()) if (!before.has(version)) fetchedBy.set(version, id);
          return answer;
        });
      }
      if (share === 'runs' && most.runs > 0 && (await counted.countRuns(id)) >= most.runs)
        throw new MlaError('people.tooManyRuns', { most: most.runs });
      return work();
    },
  };
}

const whatOf = { checks: 'connection tests and checks', fetches: 'downloads' } as const;
const variableOf = { checks: 'MLA_LIMIT_CHECKS', fetches: 'MLA_LIMIT_FETCHES' } as const;
