import type { MlaError } from '../../../errors/error.ts';

/** What is known of the API server's own health, from questions that found no answer. */
export class ServerHealth {
  #failure: MlaError | undefined;
  #broken: string | undefined;

  /** A question was not answered. */
  failed(error: MlaError): void {
    this.#failure = error;
  }

  /** A connection to it broke, and no question has been answered since. */
  broke(why: string): void {
    this.#broken = why;
  }

  /** A question was answered. */
  answered(): void {
    this.#failure = undefined;
    this.#broken = undefined;
  }

  /** What was wrong with the last question, and what to do; undefined when it was answered. */
  get trouble(): string | undefined {
    return this.#failure === undefined ? this.#broken : `${this.#failure.message} ${this.#failure.fix}`;
  }
}
