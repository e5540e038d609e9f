/**
 * A value with the id of the event that set it. The latest event wins in any order, so the fold does not depend
 * on order or repetition.
 */
export class Latest<T> {
  #id = 0;
  #value: T | undefined;

  /** Sets the value if its event is later than that of the current value. */
  set(id: number, value: T): void {
    if (id < this.#id) return;
    this.#id = id;
    this.#value = value;
  }

  get value(): T | undefined {
    return this.#value;
  }

  /** Id of the event that set it; 0 for none. */
  get id(): number {
    return this.#id;
  }
}

/** As `Latest`, but the earliest event wins. */
export class Earliest<T> {
  #id = Infinity;
  #value: T | undefined;

  set(id: number, value: T): void {
    if (id > this.#id) return;
    this.#id = id;
    this.#value = value;
  }

  get value(): T | undefined {
    return this.#value;
  }
}

/** The entry of a map. Creates it if it is missing. */
export function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
