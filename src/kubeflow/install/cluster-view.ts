import type { KubernetesClient, ObserveOptions } from '../../kubernetes/client.ts';
import { apiVersionOf, parseApiVersion, type KubernetesObject, type ObjectKey, type ResourceType } from '../../kubernetes/object.ts';

/** Objects of a cluster as they were last seen. */
export interface SeenObjects {
  find(key: ObjectKey): KubernetesObject | undefined;
  list(type: { group: string; kind: string }): KubernetesObject[];
  /** Why a kind that is watched has not been seen at all yet, where something keeps it from being listed. */
  whyUnseen?(type: { group: string; kind: string }): string | undefined;
}

/** Where an install looks: it starts to watch a kind when it needs to see it. */
export interface View extends SeenObjects {
  observe(type: ResourceType, selection?: Pick<ObserveOptions<KubernetesObject>, 'labelSelector' | 'fieldSelector' | 'metadataOnly'>): void;
}

/**
 * What an install sees of the cluster: one watch per kind, started once, its
 * objects kept without the bulk that nobody reads.
 */
export class ClusterView implements View {
  readonly #client: KubernetesClient;
  readonly #signal: AbortSignal;
  readonly #onChange: () => void;
  readonly #onReconnect: (reason: string) => void;
  readonly #onFailure: (error: unknown) => void;
  readonly #observations = new Map<string, Map<string, KubernetesObject>>();
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

  /** Starts to watch a kind; nothing happens when it is watched already. */
  observe(type: ResourceType, selection: Pick<ObserveOptions<KubernetesObject>, 'labelSelector' | 'fieldSelector' | 'metadataOnly'> = {}): void {
    const kind = kindText(type);
    if (this.#observations.has(kind)) return;
    const objects = new Map<string, KubernetesObject>();
    this.#observations.set(kind, objects);
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
    const { group } = parseApiVersion(key.apiVersion);
    return this.#observations.get(kindText({ group, kind: key.kind }))?.get(placeOf(key));
  }

  whyUnseen(type: { group: string; kind: string }): string | undefined {
    return this.#unseen.get(kindText(type));
  }

  list(type: { group: string; kind: string }): KubernetesObject[] {
    return [...(this.#observations.get(kindText(type))?.values() ?? [])];
  }
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
  if (spec?.versions !== undefined) return { ...object, metadata, spec: { ...spec, versions: undefined } };
  return { ...object, metadata };
}
