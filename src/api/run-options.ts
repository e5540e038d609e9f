import { z } from 'zod';

/** Seconds that one attempt of a run may take where nothing else was asked for: two hours. */
export const defaultTimeoutSeconds = 2 * 60 * 60;

/** 30 days: a timer cannot wait much longer. */
const longestTimeoutSeconds = 30 * 24 * 60 * 60;

/** How a run is carried out, beside what it makes. */
export interface RunOptions {
  /** Of each attempt; 0 waits without a limit, and without it `defaultTimeoutSeconds` count. */
  readonly timeoutSeconds?: number | undefined;
  /** Send again what others have changed, over their changes. */
  readonly repair?: boolean | undefined;
}

/** The part of the query that says how long a run may take. */
export const timeoutQuery = z.object({
  timeoutSeconds: z.coerce.number().int().min(0).max(longestTimeoutSeconds).optional(),
});

/** `RunOptions` as the query of a request. */
export const runOptionsQuery = timeoutQuery.extend({ repair: z.stringbool().optional() });
