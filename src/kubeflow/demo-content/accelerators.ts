import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { DemoPlace } from './demo-names.ts';

/** Resources by which nodes offer a GPU, as far as the demo can use them. */
export const accelerators = ['nvidia.com/gpu', 'amd.com/gpu'] as const;

export type Accelerator = (typeof accelerators)[number];

interface Node extends KubernetesObject {
  readonly status?: { readonly allocatable?: Readonly<Record<string, string>> };
}

/** The first kind of GPU that a node offers now; undefined where none does. */
export async function findAccelerator({
  client,
  signal,
}: Pick<DemoPlace, 'client' | 'signal'>): Promise<Accelerator | undefined> {
  const nodes = await client.list<Node>(builtInTypes.node, { signal });
  return accelerators.find((resource) => nodes.some(({ status }) => Number(status?.allocatable?.[resource] ?? 0) > 0));
}

/** What a container asks for. Enough for the demo on a CPU; one GPU where it gets one. */
export function resourcesFor(accelerator: Accelerator | undefined): {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
} {
  const gpu = accelerator === undefined ? {} : { [accelerator]: '1' };
  return { requests: { cpu: '500m', memory: '1Gi', ...gpu }, limits: { cpu: '2', memory: '4Gi', ...gpu } };
}

/** Nodes with GPUs are often kept free of other pods by a taint with the name of the resource. */
export function tolerationsFor(accelerator: Accelerator | undefined): object[] {
  return accelerator === undefined ? [] : [{ key: accelerator, operator: 'Exists', effect: 'NoSchedule' }];
}
