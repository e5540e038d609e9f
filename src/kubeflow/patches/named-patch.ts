import type { PatchId, PatchWish } from '../../installation/patch-ids.ts';
import type { ClusterTraits } from '../../kubernetes/cluster-kind/cluster-traits.ts';
import type { ObjectPatch } from './object-patch.ts';

/** A change to the release that has a name, a reason and a switch. */
export interface NamedPatch {
  readonly id: PatchId;
  /** What it does, for example `Istio CNI directories`. */
  readonly title: string;
  readonly why: string;
  /** Whether the cluster decides it. */
  readonly forCluster: boolean;
  /** Whether it is on where the installation says nothing, and the reason. The cluster is undefined until it can be asked. */
  readonly preset: (cluster: ClusterTraits | undefined) => PatchPreset;
  /** Where it applies; for a cluster that needs nothing, it finds nothing to change there. */
  readonly changes: (cluster: ClusterTraits | undefined) => readonly ObjectPatch[];
}

export interface PatchPreset {
  readonly on: boolean;
  /** A sentence. */
  readonly because: string;
}

/** A named patch as an installation has it on a cluster. */
export interface ChosenPatch extends PatchPreset {
  readonly patch: NamedPatch;
  /** What it would be if the installation said nothing. */
  readonly advised: boolean;
  /** The installation says so itself. */
  readonly isWished: boolean;
  readonly changes: readonly ObjectPatch[];
}

/** Which patches are on. What the installation says comes before what the cluster needs. */
export function choosePatches(
  patches: readonly NamedPatch[],
  { cluster, wish }: { cluster: ClusterTraits | undefined; wish: PatchWish | undefined },
): ChosenPatch[] {
  return patches.map((patch) => {
    const { id } = patch;
    const wished = wish?.enable.includes(id) === true ? 'on' : wish?.disable.includes(id) === true ? 'off' : undefined;
    const preset = patch.preset(cluster);
    return {
      patch,
      advised: preset.on,
      isWished: wished !== undefined,
      changes: patch.changes(cluster).map((change) => ({ ...change, id })),
      ...(wished === undefined ? preset : { on: wished === 'on', because: `The installation switches it ${wished}.` }),
    };
  });
}

/** On everywhere: the release needs it, whatever the cluster is. */
export function onEverywhere(): PatchPreset {
  return { on: true, because: 'The release needs it on every cluster.' };
}
