/**
 * The parts of Kubeflow whose pods leave the cluster, by the name of their component. `spec.proxy.pods` names them.
 * `src/kubeflow/pod-proxy` says what each of them fetches. A name stays: saved installations have it.
 */
export const podParts = [
  'cert-manager',
  'istio',
  'dex',
  'knative',
  'pipelines',
  'katib',
  'notebooks',
  'trainer',
  'kserve',
  'model-catalog',
] as const;
export type PodPart = (typeof podParts)[number];

/** All of them, or none. */
export const podPartSets = ['all', 'none'] as const;

/** `spec.proxy.pods`. */
export type PodParts = (typeof podPartSets)[number] | readonly PodPart[];

/** The parts that a wish means. */
export function namesOfPodParts(pods: PodParts): readonly PodPart[] {
  if (pods === 'all') return podParts;
  return pods === 'none' ? [] : pods;
}
