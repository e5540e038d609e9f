import { setTimeout as pause } from 'node:timers/promises';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { watchedKinds, type KindName, type WatchedKind } from './kinds.ts';
import type { World } from './world.ts';

/** One watch for each kind, and what they have shown. */
export interface Observations extends World {
  /** Called after each change, with the kind that changed. */
  onChange(listener: (kind: KindName) => void): void;
  /** Resolves when every kind without a CRD has been listed once. */
  readonly listed: Promise<void>;
}

const retryMilliseconds = 300;

/** Starts watching. Kinds of a CRD are watched from the moment the CRD is there, until it goes. */
export function observeWorld(client: KubernetesClient, kinds: readonly KindName[], signal: AbortSignal): Observations {
  const stores = new Map<KindName, Map<string, KubernetesObject>>(kinds.map((kind) => [kind, new Map()]));
  const listeners: ((kind: KindName) => void)[] = [];
  const changed = (kind: KindName): void => listeners.forEach((listener) => listener(kind));
  const storeOf = (kind: KindName): Map<string, KubernetesObject> =>
    stores.get(kind) ?? new Map<string, KubernetesObject>();
  const served = (watched: WatchedKind): boolean =>
    watched.crd === undefined || storeOf('crds').has(storeKey(watched.crd));
  const running = new Set<KindName>();

  async function watch(kind: KindName, onFirstList: () => void): Promise<void> {
    const watched: WatchedKind = watchedKinds[kind];
    const store = storeOf(kind);
    running.add(kind);
    while (!signal.aborted && served(watched)) {
      await client
        .observe(watched.type, {
          signal,
          ...(watched.metadataOnly === undefined ? {} : { metadataOnly: watched.metadataOnly }),
          ...(watched.fieldSelector === undefined ? {} : { fieldSelector: watched.fieldSelector }),
          onList: (items) => {
            store.clear();
            for (const item of items) store.set(keyOf(item), item);
            onFirstList();
            changed(kind);
          },
          onChange: ({ type, object }) => {
            if (type === 'DELETED') store.delete(keyOf(object));
            else store.set(keyOf(object), object);
            changed(kind);
          },
        })
        // A CRD is there a moment before its kind is served; and a kind ends with its CRD.
        .catch(() => undefined);
      await pause(retryMilliseconds, undefined, { signal }).catch(() => undefined);
    }
    running.delete(kind);
    store.clear();
  }

  const always = kinds.filter((kind) => !('crd' in watchedKinds[kind]));
  const listed = Promise.all(always.map((kind) => new Promise<void>((resolve) => void watch(kind, resolve)))).then(
    () => undefined,
  );
  listeners.push((kind) => {
    if (kind !== 'crds') return;
    for (const name of kinds) if (!running.has(name) && served(watchedKinds[name])) void watch(name, () => undefined);
  });

  return {
    all: (kind) => storeOf(kind).values(),
    get: (kind, name, namespace) => storeOf(kind).get(storeKey(name, namespace)),
    onChange: (listener) => listeners.push(listener),
    listed,
  };
}

function keyOf(object: KubernetesObject): string {
  return storeKey(object.metadata.name, object.metadata.namespace);
}

function storeKey(name: string, namespace?: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
