import { inspect } from 'node:util';

const mask = '[secret]';

/**
 * A value that prints as `[secret]` in strings, JSON and the inspector. Only `reveal()` reads it, so every
 * place that does is easy to find.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value in the clear. Call it only where the value leaves for its destination. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [inspect.custom](): string {
    return mask;
  }
}
