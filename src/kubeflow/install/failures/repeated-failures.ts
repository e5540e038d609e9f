import type { MlaError } from '../../../errors/error.ts';

/** After this long without a failure of a kind, in milliseconds, the next one starts a new outage. */
const sameOutage = 10_000;

/**
 * Decides which send failures are reported, so that a long outage leaves a few
 * lines and not thousands: the first, the tenth, the hundredth, and so on.
 */
export class RepeatedFailures {
  readonly #refusals = new Map<number, { key: string; times: number }>();
  readonly #outages = new Map<string, { times: number; last: number }>();
  readonly #now: () => number;

  /** `now` returns milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Records a rejection of the object at this position. Returns the count for this reason when it should be reported. */
  refused(position: number, { key }: MlaError): number | undefined {
    const before = this.#refusals.get(position);
    const times = before?.key === key ? before.times + 1 : 1;
    this.#refusals.set(position, { key, times });
    return toldAt(times);
  }

  /** Records a request without a response. Returns the count in this outage when it should be reported. */
  unanswered({ key }: MlaError): number | undefined {
    const before = this.#outages.get(key);
    const last = this.#now();
    const times = before !== undefined && last - before.last < sameOutage ? before.times + 1 : 1;
    this.#outages.set(key, { times, last });
    return toldAt(times);
  }

  /** How often the object at this position was rejected for its latest reason. */
  refusals(position: number): number {
    return this.#refusals.get(position)?.times ?? 0;
  }

  /** The server accepted it. */
  forget(position: number): void {
    this.#refusals.delete(position);
  }
}

function toldAt(times: number): number | undefined {
  return Number.isInteger(Math.log10(times)) ? times : undefined;
}
