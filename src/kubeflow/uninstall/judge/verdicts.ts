import { kindName, type PresentObject } from '../../present/read-present.ts';
import type { KeptObject, RemovedObject } from '../removal.ts';
import { type ClusterIndex, isDefinition } from './cluster-index.ts';
import { placeOf, type MadeNamespace } from './find-places.ts';
import { sayPresent } from './find-traces.ts';

interface Places {
  readonly index: ClusterIndex;
  readonly made: readonly MadeNamespace[];
  /** Namespaces of which an earlier attempt removed what they were made of, by name. */
  readonly marked: ReadonlyMap<string, PresentObject>;
}

/** What stays and what goes; the first word about an object counts. */
export class Verdicts {
  readonly goes = new Map<PresentObject, RemovedObject>();
  readonly keeps = new Map<PresentObject, KeptObject>();
  readonly #places: Places;

  constructor(places: Places) {
    this.#places = places;
  }

  keep(object: PresentObject, because: string): void {
    this.#keep(object, { because });
  }

  remove(object: PresentObject, how: Omit<RemovedObject, 'type' | 'metadata'>): void {
    if (this.keeps.has(object) || this.goes.has(object)) return;
    this.goes.set(object, { ...object, ...how });
  }

  /** Without its definition, nothing of a kind stays. */
  keepWithKind(object: PresentObject, because: string): void {
    this.keep(object, because);
    const kind = kindName(object.type);
    const definition = this.#places.index.all.find((one) => isDefinition(one) && one.metadata.name === kind);
    if (definition !== undefined) this.keep(definition, `${sayPresent(object)} needs its kind`);
  }

  /** What is in a namespace that stays keeps what the namespace was made of. */
  keepPlace(object: PresentObject, because: string): void {
    const place = placeOf(object);
    const { index, made, marked } = this.#places;
    for (const { maker, namespace } of made) {
      if (namespace.metadata.name !== place) continue;
      this.keep(namespace, because);
      this.keepWithKind(maker, because);
    }
    const other = index.sentNamespaces.get(place ?? '') ?? marked.get(place ?? '');
    if (other !== undefined) this.keep(other, because);
  }

  /** Until a person says the word, it stays, with all that it needs to stay. */
  keepUntilTaken(object: PresentObject, how: Required<Pick<KeptObject, 'because' | 'takenBy'>>): void {
    this.#keep(object, how);
    this.keepWithKind(object, how.because);
    this.keepPlace(object, `${sayPresent(object)} stays`);
  }

  #keep(object: PresentObject, how: Pick<KeptObject, 'because' | 'takenBy'>): void {
    if (!this.keeps.has(object) && !this.goes.has(object)) this.keeps.set(object, { ...object, ...how });
  }
}
