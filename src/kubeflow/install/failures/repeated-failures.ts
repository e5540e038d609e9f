import type { MlaError } from '../../../errors/error.ts';

/** Milliseconds without a failure of a kind after which the next one is a new outage. */
const sameOutage = 10_000;

/**
 * Decides which failures of sending are told, so that a long one leaves some
 * lines and not thousands: the first, the tenth, the hundredth, and so on.
 */
export class RepeatedFailures {
  readonly #refusals = new Map<number, { key: string; times: number }>();
  readonly #outages = new Map<string, { times: number; last: number }>();
  readonly #now: () => number;

  /** `now` gives milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The object at this position was refused. How often for this reason, when that is to be told. */
  refused(position: number, { key }: MlaError): number | undefined {
    const before = this.#refusals.get(position);
    const times = before?.key === key ? before.times + 1 : 1;
    this.#refusals.set(position, { key, times });
    return toldAt(times);
  }

  /** A request found no answer. How many did in this outage, when that is to be told. */
  unanswered({ key }: MlaError): number | undefined {
    const before = this.#outages.get(key);
    const last = this.#now();
    const times = before !== undefined && last - before.last < sameOutage ? before.times + 1 : 1;
    this.#outages.set(key, { times, last });
    return toldAt(times);
  }

  /** How often the object at this position has been refused for the reason that it was refused for last. */
  refusals(position: number): number {
    return this.#refusals.get(position)?.times ?? 0;
  }

  /** The server has taken it. */
  forget(position: number): void {
    this.#refusals.delete(position);
  }
}

function toldAt(times: number): number | undefined {
  return Number.isInteger(Math.log10(times)) ? times : undefined;
}
