import type { MlaError } from '../../errors/error.ts';

/** What is known of the API server's own health, from questions that found no answer. */
export class ServerHealth {
  #failure: MlaError | undefined;

  /** A question was not answered. */
  failed(error: MlaError): void {
    this.#failure = error;
  }

  /** A question was answered. */
  answered(): void {
    this.#failure = undefined;
  }

  /** What was wrong with the last question, and what to do; undefined when it was answered. */
  get trouble(): string | undefined {
    return this.#failure === undefined ? undefined : `${this.#failure.message} ${this.#failure.fix}`;
  }
}
