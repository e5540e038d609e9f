import type { Gate } from '../../plan/plan.ts';

/**
 * How long a gate must stay open before it counts as open, in milliseconds. The
 * API server calls webhooks by a copy of their configuration that lags behind
 * what it shows to watchers, and nothing tells when it has caught up: an object
 * sent immediately can still be rejected. Definitions with a conversion webhook
 * are large and lag most.
 */
export function settlingTime(gate: Gate): number {
  if (gate.kind !== 'webhook-ready') return 0;
  return gate.configuration.kind === 'CustomResourceDefinition' ? 1000 : 150;
}

/** Tracks since when gates have been open. */
export class Settling {
  readonly #openSince = new Map<string, number>();
  readonly #lookAgain: (afterMilliseconds: number, fired: () => void) => void;
  /** When the next look is due that was asked for. */
  #lookAt: number | undefined;

  /**
   * `lookAgain` schedules another check for when an open gate will have settled, and calls `fired` before it. A timer
   * may fire too early: Node counts from when its loop began the turn. Then another look is asked for, because in a
   * quiet cluster nothing else would bring one.
   */
  constructor(lookAgain: (afterMilliseconds: number, fired: () => void) => void) {
    this.#lookAgain = lookAgain;
  }

  /** A gate has closed again: it must settle again after it reopens. */
  forget(gate: string): void {
    this.#openSince.delete(gate);
  }

  /** Whether a gate, seen open or closed at this moment (milliseconds), has been open for long enough. */
  hasSettled(gate: Gate, seenOpen: boolean, now: number): boolean {
    if (!seenOpen) {
      this.#openSince.delete(gate.id);
      return false;
    }
    const since = this.#openSince.get(gate.id);
    const left = (since ?? now) + settlingTime(gate) - now;
    if (left <= 0) return true;
    if (since === undefined) this.#openSince.set(gate.id, now);
    this.#askForLook(left, now);
    return false;
  }

  #askForLook(left: number, now: number): void {
    const at = now + left;
    if (this.#lookAt !== undefined && this.#lookAt <= at) return;
    this.#lookAt = at;
    this.#lookAgain(left, () => {
      if (this.#lookAt === at) this.#lookAt = undefined;
    });
  }
}
