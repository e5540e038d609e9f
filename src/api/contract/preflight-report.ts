import { z } from 'zod';
import { installationSchema } from '../../installation/installation.ts';
import { checkResult, preflightQuery } from './plans.ts';
import type { Route } from './route.ts';

/** A right that the account of an installation needs. */
const neededRight = z.object({
  /** Empty for the core group. */
  group: z.string(),
  resource: z.string(),
  verbs: z.array(z.string()),
  /** Empty: in the whole cluster. */
  namespaces: z.array(z.string()),
  why: z.string(),
});
export type NeededRight = z.infer<typeof neededRight>;

/** What an installation would do to a cluster: for its owner to read before they give rights. */
export const preflightReport = z.object({
  /** ISO 8601. */
  madeAt: z.string(),
  installation: z.string(),
  release: z.object({ name: z.string(), version: z.string(), digest: z.string() }),
  /** Null where the cluster does not exist yet or did not answer. */
  cluster: z.object({ server: z.string(), kubernetes: z.string() }).nullable(),
  totals: z.object({
    objects: z.int(),
    workloads: z.int(),
    pods: z.int(),
    cpuMillicores: z.number(),
    memoryMiB: z.number(),
    gibibytes: z.number(),
  }),
  components: z.array(z.object({ name: z.string(), title: z.string(), objects: z.int(), workloads: z.int() })),
  /** Kinds with the names of their objects. */
  clusterWide: z.array(z.object({ kind: z.string(), names: z.array(z.string()) })),
  namespaces: z.array(
    z.object({
      name: z.string(),
      /** Whether the plan has the namespace itself. */
      made: z.boolean(),
      kinds: z.array(z.object({ kind: z.string(), count: z.int() })),
    }),
  ),
  webhooks: z.array(
    z.object({
      name: z.string(),
      configuration: z.string(),
      service: z.string(),
      failClosed: z.boolean(),
      asks: z.string(),
    }),
  ),
  rights: z.array(neededRight),
  /** A ClusterRole with these rights: YAML for `kubectl apply`. */
  clusterRole: z.string(),
  checks: z.array(checkResult),
});
export type PreflightReport = z.infer<typeof preflightReport>;

export const preflightReportRoutes = {
  reportPreflight: {
    method: 'POST',
    path: '/api/preflights/report',
    role: 'operator',
    summary: 'Check a cluster, and say what would be made and which rights that takes',
    query: preflightQuery,
    body: installationSchema,
    response: preflightReport,
  },
} as const satisfies Record<string, Route>;
