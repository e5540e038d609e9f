import type { World } from '../simulation/world.ts';
import type { Container, Pod, PodVolume, Reference } from './pod.ts';

/** A Secret or ConfigMap that a pod needs and that is not there. */
export interface MissingReference {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  /** The volume that wants it; absent when a container's environment does. */
  readonly volume?: string;
}

/** The first thing a kubelet would wait for before it starts the pod's containers. */
export function findMissingReference(pod: Pod, world: World): MissingReference | undefined {
  const namespace = pod.metadata.namespace;
  for (const { kind, name, optional, volume } of references(pod)) {
    if (name === undefined || optional === true) continue;
    if (world.get(kind === 'Secret' ? 'secrets' : 'configMaps', name, namespace) === undefined)
      return { kind, name, ...(volume === undefined ? {} : { volume }) };
  }
  return undefined;
}

interface FoundReference {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string | undefined;
  readonly optional: boolean | undefined;
  readonly volume?: string;
}

function* references({ spec }: Pod): Generator<FoundReference> {
  for (const volume of spec.volumes ?? [])
    for (const found of volumeReferences(volume)) yield { ...found, volume: volume.name };
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) yield* environmentReferences(container);
}

function* volumeReferences({ secret, configMap, projected }: PodVolume): Generator<FoundReference> {
  yield* secretReference(secret === undefined ? undefined : { ...secret, name: secret.secretName });
  yield* configMapReference(configMap);
  for (const source of projected?.sources ?? []) {
    yield* secretReference(source.secret);
    yield* configMapReference(source.configMap);
  }
}

function* environmentReferences({ env = [], envFrom = [] }: Container): Generator<FoundReference> {
  for (const { valueFrom } of env) {
    yield* secretReference(valueFrom?.secretKeyRef);
    yield* configMapReference(valueFrom?.configMapKeyRef);
  }
  for (const { secretRef, configMapRef } of envFrom) {
    yield* secretReference(secretRef);
    yield* configMapReference(configMapRef);
  }
}

function* secretReference(reference: Reference | undefined): Generator<FoundReference> {
  if (reference !== undefined) yield { kind: 'Secret', name: reference.name, optional: reference.optional };
}

function* configMapReference(reference: Reference | undefined): Generator<FoundReference> {
  if (reference !== undefined) yield { kind: 'ConfigMap', name: reference.name, optional: reference.optional };
}
