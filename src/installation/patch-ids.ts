/**
 * The changes to a release that an installation can switch on or off, by id.
 * docs/platforms/clusters.md describes each. An id stays: saved installations name it.
 */
export const patchIds = [
  'istio-cni-directories',
  'aks-admissions-enforcer',
  'token-issuer',
  'webhook-network-policies',
  'aggregated-rules',
  'empty-ca-bundles',
  'jobset-annotation',
  'jobset-image',
  'busybox-tag',
] as const;
export type PatchId = (typeof patchIds)[number];

/** What an installation says of them. */
export interface PatchWish {
  readonly enable: readonly PatchId[];
  readonly disable: readonly PatchId[];
}
