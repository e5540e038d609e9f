import type { ErrorKey } from '../../errors/registry.ts';

/**
 * Whether doing it twice is the same as doing it once. Server-side apply and
 * merge patches set fields to values, so they are; `create` is not.
 */
export type Repeatability = 'idempotent' | 'once';

/** How a request failed: with a status, or without any answer. */
export type Failure =
  | {
      readonly status: number;
      readonly message: string;
      readonly retryAfter?: number;
      /** A 401 or 403 of a server that may have read its roles only in part. */ readonly mayPass?: boolean;
    }
  | { readonly key: ErrorKey };

/** What may be sent again. `any`: the server did not act on it; `idempotent`: it may have. */
interface Rule {
  readonly again: 'any' | 'idempotent';
  /** Fewer than usual, because each one is slow; without an end where something else bounds the time. */
  readonly tries?: number;
}

const byStatus: Readonly<Record<number, Rule>> = {
  408: { again: 'idempotent' },
  429: { again: 'any' },
  500: { again: 'idempotent' },
  502: { again: 'idempotent' },
  503: { again: 'idempotent' },
  504: { again: 'idempotent', tries: 3 },
};

const byKey: Partial<Record<ErrorKey, Rule>> = {
  'kubernetes.connectionRefused': { again: 'any' },
  'kubernetes.hostUnknown': { again: 'any', tries: 3 },
  'kubernetes.unreachable': { again: 'any', tries: 2 },
  'kubernetes.connectionBroke': { again: 'idempotent' },
  'kubernetes.noAnswer': { again: 'idempotent', tries: 2 },
};

export interface RetryLimits {
  /** How often a request is sent at most. Default 6: about 6 s of waiting in all. */
  readonly tries: number;
  /** Milliseconds; the first wait is up to this, then twice as much each time. */
  readonly firstWait: number;
  readonly longestWait: number;
  /**
   * Timeout in milliseconds for the first attempt of a repeatable request; the
   * retries have the normal timeout. Default 30 s: even slow answers (an apply
   * through a webhook, at most 10 s by default) come sooner, and a later answer
   * only costs a harmless repetition.
   */
  readonly firstPatience: number;
}

export const defaultRetryLimits: RetryLimits = { tries: 6, firstWait: 250, longestWait: 5_000, firstPatience: 30_000 };

/** Seconds. A longer Retry-After is treated as a failure that the user sees. */
const longestRetryAfter = 60;

/**
 * Milliseconds to wait before sending the request again, or undefined when it
 * must not be. `random` in [0, 1) spreads the clients that failed together.
 */
export function waitBeforeRetry(given: {
  failure: Failure;
  sent: number;
  repeatability: Repeatability;
  limits: RetryLimits;
  random: number;
}): number | undefined {
  const { failure, sent, repeatability, limits, random } = given;
  const rule = ruleFor(failure);
  if (rule === undefined || sent >= triesOf(rule, limits)) return undefined;
  if (rule.again === 'idempotent' && repeatability === 'once') return undefined;
  const asked = 'retryAfter' in failure ? failure.retryAfter : undefined;
  if (asked !== undefined) return asked > longestRetryAfter ? undefined : asked * 1000 + random * limits.firstWait;
  const backoff = Math.min(limits.longestWait, limits.firstWait * 2 ** (sent - 1));
  return backoff / 2 + (random * backoff) / 2;
}

function triesOf({ tries = Number.NaN }: Rule, limits: RetryLimits): number {
  if (tries === Number.POSITIVE_INFINITY) return tries;
  return Math.min(limits.tries, Number.isNaN(tries) ? limits.tries : tries);
}

/**
 * Answers that blame the object although the server could not reach its etcd:
 * `spec.clusterIPs: Invalid value: failed to allocate IP: rpc error: ...` is a
 * 422, and `range is full` comes from an API server that has just started. An
 * address that the object itself asks for (`provided IP is already allocated`)
 * is the object's own fault.
 */
export function blamesEtcd(status: number, message: string): boolean {
  return (
    (status === 422 || status === 500) &&
    /failed to allocate(?!.*: (the )?provided )|rpc error: |etcdserver: |range is full/.test(message)
  );
}

/**
 * Messages of status 500 and 429 that are no passing fault of the server. A
 * failing admission or conversion webhook heals only when its pods do: that
 * wait belongs to whoever installs them. An object of the wrong shape never
 * heals.
 */
const lastingFault =
  /failed calling webhook|failed to create typed patch object|conversion webhook|request is too large|message larger/;

function ruleFor(failure: Failure): Rule | undefined {
  if ('key' in failure) return byKey[failure.key];
  if ((failure.status === 500 || failure.status === 429) && lastingFault.test(failure.message)) return undefined;
  // The memory of rights ends it, by time.
  if (failure.mayPass === true) return { again: 'any', tries: Number.POSITIVE_INFINITY };
  if (blamesEtcd(failure.status, failure.message)) return byStatus[500];
  return byStatus[failure.status];
}

/** Whether a failure shows a server that is down, starting or stopping. */
export function showsOutage(failure: Failure): boolean {
  return 'key' in failure ? outages.has(failure.key) : failure.status === 503;
}

const outages: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'kubernetes.connectionRefused',
  'kubernetes.unreachable',
  'kubernetes.connectionBroke',
  'kubernetes.noAnswer',
]);

/** Whether a watch that failed like this is worth making again: the cluster may come back, a missing right will not. */
export function watchHeals(key: ErrorKey): boolean {
  return healing.has(key);
}

const healing: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'kubernetes.connectionRefused',
  'kubernetes.hostUnknown',
  'kubernetes.unreachable',
  'kubernetes.proxyRefused',
  'kubernetes.connectionBroke',
  'kubernetes.noAnswer',
  'kubernetes.expired',
  'kubernetes.conflict',
  'kubernetes.tooBusy',
  'kubernetes.serverFault',
  'kubernetes.unexpectedAnswer',
  'kubernetes.conversionUnreachable',
]);
