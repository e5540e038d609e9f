/**
 * The limit of concurrent requests. Starts at a number that every API server
 * handles, grows while it answers well, and halves when it says "too many".
 */
export class SendWindow {
  readonly #largest: number;
  #size: number;
  #goodAnswers = 0;
  #underWay = 0;

  constructor(options: { start: number; largest: number }) {
    this.#size = options.start;
    this.#largest = options.largest;
  }

  get hasRoom(): boolean {
    return this.#underWay < this.#size;
  }

  enter(): void {
    this.#underWay += 1;
  }

  /** A request has ended; the window grows only while the server accepts objects. */
  leave({ answered }: { answered: boolean }): void {
    this.#underWay -= 1;
    if (!answered) return;
    this.#goodAnswers += 1;
    if (this.#goodAnswers >= this.#size && this.#size < this.#largest) {
      this.#size += 1;
      this.#goodAnswers = 0;
    }
  }

  /** The server asked for fewer requests. */
  shrink(): void {
    this.#size = Math.max(2, Math.floor(this.#size / 2));
    this.#goodAnswers = 0;
  }
}
