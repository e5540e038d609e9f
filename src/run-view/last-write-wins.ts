/**
 * A value with the id of the event that set it. Whatever order events come
 * in, the same one wins: that is what makes the fold of a run independent of
 * order and repetition.
 */
export class Latest<T> {
  #id = 0;
  #value: T | undefined;

  /** Takes the value when its event is later than the one that set the present value. */
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

/** The entry of a map, made when it is not there yet. */
export function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
