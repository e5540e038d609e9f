import { z } from 'zod';
import type { Seed } from '../seed.ts';

const nodeGroup = z.looseObject({
  name: z.string().min(1),
  size: z.int().min(1),
  vcpus: z.int().min(1),
  memory_mb: z.int().min(1),
  template: z.string().min(1),
  kubernetes_version: z.string().optional(),
  ssh_user: z.string().optional(),
  ssh_key: z.string().optional(),
  gpus: z.array(z.looseObject({ type: z.string(), count: z.int().min(1) })).optional(),
});

const clusterPayload = z.looseObject({
  type: z.literal('vsphere').optional(),
  name: z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/),
  description: z.string().optional(),
  provider: z.string().min(1),
  kubernetes_version: z.string().min(1).optional(),
  ip_allocation_method: z.literal('ccpnet'),
  subnet_id: z.string().min(1),
  load_balancer_num: z.int().min(1),
  vsphere_infra: z.looseObject({
    datacenter: z.string().min(1),
    cluster: z.string().min(1),
    datastore: z.string().min(1),
    networks: z.array(z.string()),
    resource_pool: z.string().optional(),
  }),
  network_plugin_profile: z.looseObject({
    name: z.string(),
    details: z.looseObject({ pod_cidr: z.string().optional() }),
  }),
  master_group: nodeGroup,
  node_groups: z.array(nodeGroup).min(1),
});

export type NodeGroupPayload = z.infer<typeof nodeGroup>;

/** A group of nodes that is to be added, or why CCP does not take it. */
export function checkGroupPayload(
  body: unknown,
  { payload, free }: { payload: ClusterPayload; free: number },
): { group: NodeGroupPayload } | { refusal: Refusal } {
  // A new group's list of nodes may be null, as the autoscaler's client sends it.
  const { nodes, ...content } = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const nulls = findNulls(nodes === null ? content : body);
  if (nulls.length > 0) return { refusal: refuseNulls(nulls) };
  const parsed = nodeGroup.safeParse(nodes === null ? content : body);
  if (!parsed.success) return { refusal: shapeRefusal(parsed.error) };
  const { name, size, template } = parsed.data;
  if (groupsOf(payload).some((group) => group.name === name))
    return { refusal: { name: ['node group with this name already exists.'] } };
  if (template !== payload.master_group.template)
    return { refusal: { template: ['master and nodes must use the same template.'] } };
  if (size > free) return { refusal: { size: [`Not enough free addresses: ${size} needed, ${free} free.`] } };
  return { group: parsed.data };
}

/** What a client sends to make a cluster. Unknown fields are kept and given back. */
export type ClusterPayload = z.infer<typeof clusterPayload>;

/** Each field with what is wrong with it; the form in which CCP refuses. */
export type Refusal = Record<string, string[]>;

/** What the payload is checked against. */
export interface CreationSurroundings {
  readonly seed: Seed;
  readonly takenNames: ReadonlySet<string>;
  /** Free addresses of a subnet; undefined when there is no such subnet. */
  readonly freeAddresses: (subnetId: string) => number | undefined;
}

/** The payload, or why CCP does not take it. */
export function checkCreatePayload(
  body: unknown,
  surroundings: CreationSurroundings,
): { payload: ClusterPayload } | { refusal: Refusal } {
  const nulls = findNulls(body);
  if (nulls.length > 0) return { refusal: refuseNulls(nulls) };
  const parsed = clusterPayload.safeParse(body);
  if (!parsed.success) return { refusal: shapeRefusal(parsed.error) };
  const refusal = surroundingsRefusal(parsed.data, surroundings);
  return Object.keys(refusal).length > 0 ? { refusal } : { payload: parsed.data };
}

/** Addresses a cluster takes: one for the control plane, one for each load balancer and each node. */
export function addressesNeeded(payload: ClusterPayload): number {
  return (
    1 +
    payload.load_balancer_num +
    payload.master_group.size +
    payload.node_groups.reduce((sum, group) => sum + group.size, 0)
  );
}

function surroundingsRefusal(
  payload: ClusterPayload,
  { seed, takenNames, freeAddresses }: CreationSurroundings,
): Refusal {
  const infra = payload.vsphere_infra;
  const datacenter = seed.datacenters[infra.datacenter];
  const groups = groupsOf(payload);
  const free = freeAddresses(payload.subnet_id);
  const needed = addressesNeeded(payload);
  const rules: readonly (readonly [string, boolean, string])[] = [
    ['name', takenNames.has(payload.name), 'cluster with this name already exists.'],
    ['provider', payload.provider !== seed.provider.id, `Invalid pk "${payload.provider}" - object does not exist.`],
    ['subnet_id', free === undefined, 'subnet does not exist.'],
    [
      'load_balancer_num',
      free !== undefined && needed > free,
      `Not enough free addresses: ${needed} needed, ${free} free.`,
    ],
    ['vsphere_infra.datacenter', datacenter === undefined, 'datacenter does not exist.'],
    [
      'vsphere_infra.cluster',
      datacenter !== undefined && !(infra.cluster in datacenter.clusters),
      'cluster does not exist.',
    ],
    [
      'vsphere_infra.datastore',
      datacenter !== undefined && !datacenter.datastores.includes(infra.datastore),
      'datastore does not exist.',
    ],
    [
      'vsphere_infra.networks',
      datacenter !== undefined && !infra.networks.every((name) => datacenter.networks.includes(name)),
      'network does not exist.',
    ],
    [
      'template',
      datacenter !== undefined && !groups.every((group) => datacenter.vms.includes(group.template)),
      'template does not exist.',
    ],
    [
      'template',
      groups.some((group) => group.template !== payload.master_group.template),
      'master and nodes must use the same template.',
    ],
    [
      'kubernetes_version',
      payload.kubernetes_version !== undefined &&
        !payload.master_group.template.includes(`-${payload.kubernetes_version}-`),
      'does not fit the template.',
    ],
    [
      'node_groups',
      new Set(groups.map((group) => group.name)).size < groups.length,
      'node groups must have different names.',
    ],
    ['master_group.size', payload.master_group.size !== 1 && payload.master_group.size !== 3, 'must be 1 or 3.'],
  ];
  const refusal: Refusal = {};
  for (const [field, broken, message] of rules) if (broken) (refusal[field] ??= []).push(message);
  return refusal;
}

function groupsOf(payload: ClusterPayload): NodeGroupPayload[] {
  return [payload.master_group, ...payload.node_groups];
}

function refuseNulls(paths: readonly string[]): Refusal {
  return Object.fromEntries(paths.map((path) => [path, ['This field may not be null.']]));
}

function shapeRefusal(error: z.ZodError): Refusal {
  const refusal: Refusal = {};
  for (const issue of error.issues) (refusal[issue.path.join('.') || 'non_field_errors'] ??= []).push(issue.message);
  return refusal;
}

function findNulls(value: unknown, path: string[] = []): string[] {
  if (value === null) return [path.join('.') || 'non_field_errors'];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => findNulls(inner, [...path, key]));
}
