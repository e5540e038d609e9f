import type { MlaError } from '../../../errors/error.ts';

/** The API server's health, judged by unanswered requests. */
export class ServerHealth {
  #failure: MlaError | undefined;
  #broken: string | undefined;

  /** A request got no response. */
  failed(error: MlaError): void {
    this.#failure = error;
  }

  /** A connection broke, and no request has been answered since. */
  broke(why: string): void {
    this.#broken = why;
  }

  /** A request was answered. */
  answered(): void {
    this.#failure = undefined;
    this.#broken = undefined;
  }

  /** The problem of the last request, and its fix; undefined when it was answered. */
  get trouble(): string | undefined {
    return this.#failure === undefined ? this.#broken : `${this.#failure.message} ${this.#failure.fix}`;
  }
}
