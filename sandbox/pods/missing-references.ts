import type { World } from '../simulation/world.ts';
import type { Pod } from './pod.ts';

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
  for (const { name: volume, secret, configMap, projected } of spec.volumes ?? []) {
    if (secret !== undefined) yield { kind: 'Secret', name: secret.secretName, optional: secret.optional, volume };
    if (configMap !== undefined) yield { kind: 'ConfigMap', name: configMap.name, optional: configMap.optional, volume };
    for (const source of projected?.sources ?? []) {
      if (source.secret !== undefined) yield { kind: 'Secret', name: source.secret.name, optional: source.secret.optional, volume };
      if (source.configMap !== undefined) yield { kind: 'ConfigMap', name: source.configMap.name, optional: source.configMap.optional, volume };
    }
  }
  for (const { env = [], envFrom = [] } of [...(spec.initContainers ?? []), ...spec.containers]) {
    for (const { valueFrom } of env) {
      if (valueFrom?.secretKeyRef !== undefined) yield { kind: 'Secret', name: valueFrom.secretKeyRef.name, optional: valueFrom.secretKeyRef.optional };
      if (valueFrom?.configMapKeyRef !== undefined)
        yield { kind: 'ConfigMap', name: valueFrom.configMapKeyRef.name, optional: valueFrom.configMapKeyRef.optional };
    }
    for (const { secretRef, configMapRef } of envFrom) {
      if (secretRef !== undefined) yield { kind: 'Secret', name: secretRef.name, optional: secretRef.optional };
      if (configMapRef !== undefined) yield { kind: 'ConfigMap', name: configMapRef.name, optional: configMapRef.optional };
    }
  }
}
