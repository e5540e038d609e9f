import type { KubernetesObject, ObjectMetadata } from '../../kubernetes/objects/object.ts';
import { hashAnnotation } from '../plan/marks.ts';

/** On a program that an upgrade has stopped: how many replicas it had, or `every-node`. */
const quiescedAnnotation = 'mlanywhere.dev/quiesced-replicas';

/** A DaemonSet has no replicas. It has no pods where no node has this label. */
const noNode = 'mlanywhere.dev/no-node';

interface Scaled extends KubernetesObject {
  spec?: { replicas?: number };
}

export function isQuiesced({ annotations }: ObjectMetadata): boolean {
  return annotations?.[quiescedAnnotation] !== undefined;
}

/** The merge patch after which a program has no pods. It says on the program what it takes to start it again. */
export function stopping({ kind, spec }: Scaled): object {
  const had = kind === 'DaemonSet' ? 'every-node' : String(spec?.replicas ?? 1);
  return {
    // Without its hash, a later install of its release sends it again.
    metadata: { annotations: { [quiescedAnnotation]: had, [hashAnnotation]: null } },
    spec: kind === 'DaemonSet' ? onNodesWith('true') : { replicas: 0 },
  };
}

/** The merge patch that takes it back; undefined for a program that runs. */
export function starting({ kind, metadata }: KubernetesObject): object | undefined {
  const had = metadata.annotations?.[quiescedAnnotation];
  const replicas = Number(had);
  if (had === undefined || (kind !== 'DaemonSet' && Number.isNaN(replicas))) return undefined;
  return {
    metadata: { annotations: { [quiescedAnnotation]: null } },
    spec: kind === 'DaemonSet' ? onNodesWith(null) : { replicas },
  };
}

function onNodesWith(value: 'true' | null): object {
  return { template: { spec: { nodeSelector: { [noNode]: value } } } };
}
