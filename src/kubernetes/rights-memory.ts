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
  /** Whether a 403 may pass by itself: the same was allowed before, or the server may have restarted a moment ago. */
  mayPass(access: string): boolean;
}

/** Milliseconds after an outage in which a server may still be reading its roles. */
const warmUp = 60_000;

/** Remembers for one client. `now` gives milliseconds. */
export function createRightsMemory(now: () => number = () => performance.now()): RightsMemory {
  const granted = new Set<string>();
  let lastOutage = Number.NEGATIVE_INFINITY;
  return {
    noteGranted: (access) => void granted.add(access),
    noteOutage: () => {
      lastOutage = now();
    },
    mayPass: (access) => granted.has(access) || now() - lastOutage < warmUp,
  };
}

/** What a right is asked for, as roles name it: verb, kind and namespace. A plain path stands for itself. */
export function accessOf({ verb, object, apiVersion, kind }: Asked, namespace: string | undefined): string {
  return kind === undefined ? `${verb} ${object.split('?', 1)[0] ?? ''}` : `${verb} ${apiVersion ?? ''} ${kind} ${namespace ?? ''}`;
}
