import type { KubernetesClient, ObserveOptions } from '../../kubernetes/client.ts';
import {
  apiVersionOf,
  parseApiVersion,
  type KubernetesObject,
  type ObjectKey,
  type ResourceType,
} from '../../kubernetes/objects/object.ts';

/** The last seen objects of a cluster. */
export interface SeenObjects {
  /** The object as it was last seen, which is its metadata alone where no one watches the whole of it. */
  find(key: ObjectKey): KubernetesObject | undefined;
  /** The object with all its parts; undefined also where only its metadata is watched. */
  findWhole(key: ObjectKey): KubernetesObject | undefined;
  list(type: { group: string; kind: string }): KubernetesObject[];
  /** Why a watched kind could not be listed yet, if something prevents it. */
  whyUnseen?(type: { group: string; kind: string }): string | undefined;
}

/** The view of an install, which starts watching a kind when it needs it. */
export interface View extends SeenObjects {
  observe(type: ResourceType, selection?: Selection): void;
}

/** Which objects of a kind are watched, and which parts of them. */
export type Selection = Pick<
  ObserveOptions<KubernetesObject>,
  'namespace' | 'labelSelector' | 'fieldSelector' | 'metadataOnly'
>;

/** Objects of one selection, by namespace and name. */
interface Observation {
  readonly selection: string;
  readonly metadataOnly: boolean;
  readonly objects: Map<string, KubernetesObject>;
}

/**
 * An install's view of the cluster: one watch for each kind and selection,
 * started once. Objects are kept without large parts that nobody reads.
 */
export class ClusterView implements View {
  readonly #client: KubernetesClient;
  readonly #signal: AbortSignal;
  readonly #onChange: () => void;
  readonly #onReconnect: (reason: string) => void;
  readonly #onFailure: (error: unknown) => void;
  /** By kind; those that have whole objects first. */
  readonly #observations = new Map<string, Observation[]>();
  readonly #unseen = new Map<string, string>();

  constructor(options: {
    client: KubernetesClient;
    signal: AbortSignal;
    onChange: () => void;
    onReconnect: (reason: string) => void;
    onFailure: (error: unknown) => void;
  }) {
    this.#client = options.client;
    this.#signal = options.signal;
    this.#onChange = options.onChange;
    this.#onReconnect = options.onReconnect;
    this.#onFailure = options.onFailure;
  }

  /** Watches objects of a kind, unless this selection or the whole kind is already watched. */
  observe(type: ResourceType, selection: Selection = {}): void {
    const kind = kindText(type);
    const known = this.#observations.get(kind) ?? [];
    const text = JSON.stringify(selection);
    const { metadataOnly = false } = selection;
    if (known.some((one) => one.selection === text || one.selection === '{}')) return;
    const objects = new Map<string, KubernetesObject>();
    const observations = [...known, { selection: text, metadataOnly, objects }];
    this.#observations.set(
      kind,
      observations.sort((one, other) => Number(one.metadataOnly) - Number(other.metadataOnly)),
    );
    let listed = false;
    const watching = this.#client.observe<KubernetesObject>(type, {
      ...selection,
      signal: this.#signal,
      onList: (items) => {
        listed = true;
        this.#unseen.delete(kind);
        objects.clear();
        for (const item of items) objects.set(placeOf(item.metadata), slim(item));
        this.#onChange();
      },
      onChange: (change) => {
        const place = placeOf(change.object.metadata);
        if (change.type === 'DELETED') objects.delete(place);
        else objects.set(place, slim(change.object));
        this.#onChange();
      },
      onReconnect: (reason) => {
        if (!listed) this.#unseen.set(kind, reason);
        this.#onReconnect(reason);
      },
    });
    watching.catch((error: unknown) => {
      if (!this.#signal.aborted) this.#onFailure(error);
    });
  }

  find(key: ObjectKey): KubernetesObject | undefined {
    return findIn(this.#observationsOf(key), key);
  }

  findWhole(key: ObjectKey): KubernetesObject | undefined {
    return findIn(
      this.#observationsOf(key).filter(({ metadataOnly }) => !metadataOnly),
      key,
    );
  }

  #observationsOf({ apiVersion, kind }: ObjectKey): readonly Observation[] {
    const { group } = parseApiVersion(apiVersion);
    return this.#observations.get(kindText({ group, kind })) ?? [];
  }

  whyUnseen(type: { group: string; kind: string }): string | undefined {
    return this.#unseen.get(kindText(type));
  }

  list(type: { group: string; kind: string }): KubernetesObject[] {
    const [first, ...others] = this.#observations.get(kindText(type)) ?? [];
    if (first === undefined || others.length === 0) return [...(first?.objects.values() ?? [])];
    const merged = new Map(others.toReversed().flatMap(({ objects }) => [...objects]));
    for (const [place, object] of first.objects) merged.set(place, object);
    return [...merged.values()];
  }
}

function findIn(observations: readonly Observation[], key: ObjectKey): KubernetesObject | undefined {
  const place = placeOf(key);
  for (const { objects } of observations) {
    const found = objects.get(place);
    if (found !== undefined) return found;
  }
  return undefined;
}

function kindText(type: { group: string; kind: string }): string {
  return apiVersionOf({ group: type.group, version: type.kind });
}

function placeOf(key: { namespace?: string; name: string }): string {
  return `${key.namespace ?? ''}/${key.name}`;
}

function slim(object: KubernetesObject): KubernetesObject {
  const { managedFields: _, ...metadata } = object.metadata;
  const { spec } = object as { spec?: { versions?: unknown } };
  // The schemas of a definition: up to a megabyte each.
  if (Array.isArray(spec?.versions)) {
    const versions = (spec.versions as { schema?: unknown }[]).map(({ schema: __, ...version }) => version);
    return { ...object, metadata, spec: { ...spec, versions } };
  }
  return { ...object, metadata };
}
