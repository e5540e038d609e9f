import type { KubernetesObject } from '../../kubernetes/objects/object.ts';

/** A node as far as its address matters. */
export interface ClusterNode extends KubernetesObject {
  readonly status?: { readonly addresses?: readonly { readonly type: string; readonly address: string }[] };
}

/** Where a node is reached: its address inside, else outside, else its name. Empty where it has none. */
export function addressOfNode({ status }: Pick<ClusterNode, 'status'>): string {
  const of = (wanted: string) => status?.addresses?.find(({ type }) => type === wanted)?.address;
  return of('InternalIP') ?? of('ExternalIP') ?? of('Hostname') ?? '';
}
