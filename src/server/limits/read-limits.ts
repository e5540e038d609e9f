import { MlaError } from '../../errors/error.ts';

/** What one person may do. 0 is no limit. */
export interface LimitSettings {
  /** In a minute. As many may come at once. */
  readonly requests: number;
  /** Connection tests, preflights and the like at once. */
  readonly checks: number;
  /** Downloads of releases at once. */
  readonly fetches: number;
  /** Runs that wait, run or are paused. */
  readonly runs: number;
}

/** Of a server that others use too: a page asks about once in a second, and a person has some pages and programs. */
export const usualLimits: LimitSettings = { requests: 1200, checks: 4, fetches: 2, runs: 5 };
/** Of a server for oneself. */
export const noLimits: LimitSettings = { requests: 0, checks: 0, fetches: 0, runs: 0 };

const variables = {
  requests: 'MLA_LIMIT_REQUESTS',
  checks: 'MLA_LIMIT_CHECKS',
  fetches: 'MLA_LIMIT_FETCHES',
  runs: 'MLA_LIMIT_RUNS',
} as const satisfies Record<keyof LimitSettings, string>;

/** Of MLA_LIMIT_…; those that are not set are absent. Throws `cli.badValue`. */
export function readLimits(environment: Readonly<Record<string, string | undefined>>): Partial<LimitSettings> {
  const given = Object.entries(variables).flatMap(([key, variable]) => {
    const text = environment[variable]?.trim() ?? '';
    if (text === '') return [];
    if (/^\d{1,6}$/.test(text)) return [[key, Number(text)] as const];
    throw new MlaError('cli.badValue', {
      value: text,
      flag: variable,
      expected: 'a whole number up to 999999; 0 is no limit',
      example: `${variable}=${usualLimits[key as keyof LimitSettings]}`,
    });
  });
  return Object.fromEntries(given);
}
