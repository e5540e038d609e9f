import { z } from 'zod';

/** CCP tells a missing text as absent, null or "": all three come out as undefined, as does what is no text. */
const text = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(undefined)
  .transform((value) => value ?? undefined)
  .transform((value) => (value === '' ? undefined : value));

/** A number, also as text. Anything else counts as absent. */
const number = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .nullish()
  .catch(undefined);

const node = z.looseObject({
  name: text,
  phase: text,
  status: text,
  status_reason: text,
  status_detail: text,
  public_ip: text,
  private_ip: text,
});

/** Whether CCP tells GPUs as objects or as mere types is not known; what is neither counts as not told. */
const gpus = z
  .array(
    z.union([
      z.looseObject({ type: z.string(), count: z.number().default(1) }),
      z.string().transform((type) => ({ type, count: 1 })),
    ]),
  )
  .nullish()
  .catch(undefined);

const group = z.looseObject({
  name: text,
  size: number,
  vcpus: number,
  memory_mb: number,
  gpus,
  nodes: z.array(node).nullish().catch(undefined),
});

/** `id` in v3, `uuid` in v2. */
const identified = z.looseObject({ id: text, uuid: text });

function withId<T extends { id?: string | undefined; uuid?: string | undefined }>(
  value: T,
  context: z.RefinementCtx,
): T & { id: string } {
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
    /** As sent, also "": it matters whether it is present. */
    description: z.string().nullish().catch(undefined),
    master_vip: text,
    kubeconfig: text,
    master_group: group.nullish().catch(undefined),
    node_groups: z.array(group).nullish().catch(undefined),
  })
  .transform(withId)
  // Not every CCP returns the description.
  .transform((cluster) => ({ ...cluster, tellsDescription: typeof cluster.description === 'string' }));
export type CcpClusterAnswer = z.infer<typeof ccpClusterShape>;

export const providerShape = identified.extend({ name: z.string(), type: text, address: text }).transform(withId);
export type CcpProvider = z.infer<typeof providerShape>;

export const subnetShape = identified
  .extend({ name: z.string(), cidr: text, free_ips: number, total_ips: number })
  .transform(withId);
export type CcpSubnet = z.infer<typeof subnetShape>;

export const livenessShape = z.looseObject({ CXVersion: text });

export const roleShape = z.looseObject({ role: text });

/** A list, and where its next page is: a number, or an address. */
export interface CcpList {
  readonly items: readonly unknown[];
  readonly next: string | number | undefined;
}

/**
 * A list in any of the forms that CCP's clients have met: bare, wrapped in an
 * object under some key (`Datacenters`, `Pools`, `gpus` ...), or a page with
 * `results` and `next`. None is told as `[]`, `null`, `{}` or a key with null.
 */
export const listShape = z.unknown().transform((value, context): CcpList => {
  if (Array.isArray(value)) return { items: value as unknown[], next: undefined };
  const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const list = Object.values(fields).find((field) => Array.isArray(field));
  const next = fields['next'];
  if (list !== undefined)
    return { items: list as unknown[], next: typeof next === 'string' || typeof next === 'number' ? next : undefined };
  if (value === null || (typeof value === 'object' && Object.values(fields).every((field) => field === null)))
    return { items: [], next: undefined };
  context.addIssue({ code: 'custom', message: 'no list in it' });
  return z.NEVER;
});

/** The entries with the expected shape. Others are ignored. */
export function readEntries<T>(items: readonly unknown[], shape: z.ZodType<T>): T[] {
  return items.flatMap((item) => {
    const parsed = shape.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}
