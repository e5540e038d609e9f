import type { Asked } from './status-errors.ts';

/**
 * Tells a missing right from an API server that has just started and has not
 * read its roles yet: for some seconds it then answers 403 to accounts that
 * may do all of it. (Only members of `system:masters` never meet that, because
 * no role is looked up for them.)
 */
export interface RightsMemory {
  /** The server answered as to someone who may. */
  noteGranted(access: string): void;
  /** The server was out of reach, or said that it cannot serve now. */
  noteOutage(): void;
  /**
   * Whether a 403 may pass by itself: the server may have restarted a moment
   * ago, or the same was allowed before and has been refused for a short time
   * only. Ask at each 403: the first one in a row starts the time.
   */
  mayPass(access: string): boolean;
  /** Whether a 401 may pass by itself: the server may have restarted a moment ago and not be able to look accounts up yet. */
  mayRecogniseLater(): boolean;
}

/** Milliseconds. */
export interface RightsPatience {
  /** After an outage: the server may still be reading its roles. A busy one takes half a minute. */
  readonly afterOutage: number;
  /** From the first refusal of what was allowed before: an outage that nobody saw, or a right that was taken away. */
  readonly afterGrant: number;
}

export const defaultRightsPatience: RightsPatience = { afterOutage: 60_000, afterGrant: 30_000 };

/** Remembers for one client. `now` gives milliseconds. */
export function createRightsMemory({
  patience = defaultRightsPatience,
  now = () => performance.now(),
}: { patience?: RightsPatience; now?: () => number } = {}): RightsMemory {
  /** What was allowed, and since when it has been refused: undefined while it is allowed. */
  const granted = new Map<string, number | undefined>();
  let lastOutage = Number.NEGATIVE_INFINITY;
  const justRestarted = (): boolean => now() - lastOutage < patience.afterOutage;
  return {
    noteGranted: (access) => void granted.set(access, undefined),
    noteOutage: () => {
      lastOutage = now();
    },
    mayPass: (access) => {
      if (!granted.has(access)) return justRestarted();
      const refusedSince = granted.get(access) ?? now();
      granted.set(access, refusedSince);
      return justRestarted() || now() - refusedSince < patience.afterGrant;
    },
    mayRecogniseLater: justRestarted,
  };
}

/** What a right is asked for, as roles name it: verb, kind and namespace. A plain path stands for itself. */
export function accessOf({ verb, object, apiVersion, kind }: Asked, namespace: string | undefined): string {
  return kind === undefined
    ? `${verb} ${object.split('?', 1)[0] ?? ''}`
    : `${verb} ${apiVersion ?? ''} ${kind} ${namespace ?? ''}`;
}
