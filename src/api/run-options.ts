import { z } from 'zod';

/** Seconds that one attempt of a run may take where nothing else was asked for: two hours. */
export const defaultTimeoutSeconds = 2 * 60 * 60;

/** 30 days: a timer cannot wait much longer. */
const longestTimeoutSeconds = 30 * 24 * 60 * 60;

/** How a run is carried out, beside what it makes. */
export interface RunOptions {
  /** For each attempt. 0 means no limit. Default: `defaultTimeoutSeconds`. */
  readonly timeoutSeconds?: number | undefined;
  /** Overwrite changes by others. */
  readonly repair?: boolean | undefined;
}

/** The part of the query that says how long a run may take. */
export const timeoutQuery = z.object({
  timeoutSeconds: z.coerce.number().int().min(0).max(longestTimeoutSeconds).optional(),
});

/** `RunOptions` as the query of a request. */
export const runOptionsQuery = timeoutQuery.extend({ repair: z.stringbool().optional() });
