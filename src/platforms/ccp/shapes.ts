import { z } from 'zod';

/** CCP tells a missing text as absent, null or "": all three come out as undefined. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined)
  .transform((value) => (value === '' ? undefined : value));

const node = z.looseObject({ name: text, phase: text, status: text, status_reason: text, status_detail: text, public_ip: text, private_ip: text });

/** Whether CCP tells GPUs as objects or as mere types is not known; what is neither counts as not told. */
const gpus = z
  .array(z.union([z.looseObject({ type: z.string(), count: z.number().default(1) }), z.string().transform((type) => ({ type, count: 1 }))]))
  .nullish()
  .catch(undefined);

const group = z.looseObject({ name: text, size: z.number().nullish(), vcpus: z.number().nullish(), memory_mb: z.number().nullish(), gpus, nodes: z.array(node).nullish() });

/** `id` in v3, `uuid` in v2. */
const identified = z.looseObject({ id: z.string().optional(), uuid: z.string().optional() });

function withId<T extends { id?: string | undefined; uuid?: string | undefined }>(value: T, context: z.RefinementCtx): T & { id: string } {
  const id = value.id ?? value.uuid;
  if (id !== undefined) return { ...value, id };
  context.addIssue({ code: 'custom', message: 'neither id nor uuid', path: ['id'] });
  return z.NEVER;
}

/** A cluster as CCP answers it, as far as we read it. Holds the administrator's kubeconfig: never keep or log it whole. */
export const ccpClusterShape = identified
  .extend({
    name: z.string(),
    status: text,
    description: text,
    master_vip: text,
    kubeconfig: text,
    master_group: group.nullish(),
    node_groups: z.array(group).nullish(),
  })
  .transform(withId);
export type CcpClusterAnswer = z.infer<typeof ccpClusterShape>;

export const clusterListShape = z.array(ccpClusterShape);

export const providerListShape = z.array(identified.extend({ name: z.string(), type: text, address: text }).transform(withId));

export const subnetListShape = z.array(
  identified.extend({ name: z.string(), cidr: text, free_ips: z.number().nullish(), total_ips: z.number().nullish() }).transform(withId),
);
export type CcpSubnet = z.infer<typeof subnetListShape>[number];

export const livenessShape = z.looseObject({ CXVersion: text });

export const roleShape = z.looseObject({ role: text });

/** An inventory list: bare, or wrapped in an object under some key (Datacenters, Clusters, Pools, VMs, gpus ...). */
export const inventoryShape = z.union([
  z.array(z.unknown()),
  z.record(z.string(), z.unknown()).transform((wrapped, context) => {
    const list = Object.values(wrapped).find((value) => Array.isArray(value));
    if (list !== undefined) return list as unknown[];
    context.addIssue({ code: 'custom', message: 'no list in it' });
    return z.NEVER;
  }),
]);
