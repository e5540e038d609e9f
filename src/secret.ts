import { inspect } from 'node:util';

const mask = '[secret]';

/**
 * A value that must never be seen by accident: it prints as `[secret]` in
 * strings, JSON and the inspector. `reveal()` is the one way to read it, so
 * that every place which does can be found by name.
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
