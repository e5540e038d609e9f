import { z } from 'zod';
import { componentSets } from '../../installation/components/chosen-components.ts';
import { clusterSchema, installationSchema, kubeflow, platformIds, proxy } from '../../installation/installation.ts';
import { resourceName } from '../../installation/resource-name.ts';
import { errorReport } from '../run.ts';
import { kubernetesWindow, type Route } from './route.ts';

/**
 * What a failed check means for a run. `blocks` stops it. `warns` stops it until
 * somebody overrides the check with a reason. `informs` never stops it.
 */
const checkSeverity = z.enum(['blocks', 'warns', 'informs']);
export type CheckSeverity = z.infer<typeof checkSeverity>;

/** One answer of preflight. */
export const checkResult = z.object({
  id: z.string(),
  title: z.string(),
  outcome: z.enum(['passed', 'warning', 'failed', 'unknown']).catch('unknown'),
  severity: checkSeverity.catch('blocks'),
  /** What was seen. */
  evidence: z.string(),
  /** What happens if it is ignored. */
  consequence: z.string().optional(),
  fix: z.string().optional(),
  /** The form field that fixes the problem, as a path into the installation. */
  field: z.string().optional(),
  /** For a failure that will probably pass, because nodes are still starting. */
  passing: z.boolean().optional(),
  /** For a failure that is overridden: the reason. */
  overridden: z.string().optional(),
  /** For a failure with an error code. */
  error: errorReport.optional(),
});
export type CheckResult = z.infer<typeof checkResult>;

/** What pods declare that they need; `undeclared` workloads declare nothing. */
const planRequests = z.object({ cpuMillicores: z.number(), memoryMiB: z.number(), undeclared: z.int() });

/** A plan in numbers and names; the objects' bodies stay on the server. */
export const planView = z.object({
  release: z.object({
    name: z.string(),
    version: z.string(),
    digest: z.string(),
    kubernetes: kubernetesWindow.optional(),
  }),
  components: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      chosen: z.boolean(),
      because: z.array(z.string()),
      objects: z.int(),
      workloads: z.int(),
      /** What its own pods declare; absent from an older server. */
      requests: planRequests.optional(),
    }),
  ),
  waves: z.array(
    z.object({
      wave: z.int(),
      objects: z.array(
        z.object({
          object: z.string(),
          component: z.string(),
          gates: z.array(z.string()),
          /** In words. */ waitsFor: z.array(z.string()).default([]),
        }),
      ),
    }),
  ),
  gates: z.array(z.object({ id: z.string(), kind: z.string(), openedBy: z.string(), guards: z.int() })),
  totals: z.object({
    objects: z.int(),
    customResourceDefinitions: z.int(),
    workloads: z.int(),
    pods: z.int(),
    images: z.array(z.string()),
    hiddenImages: z.array(z.string()),
    requests: planRequests,
    claims: z.object({ count: z.int(), gibibytes: z.number() }),
  }),
  patches: z.array(z.object({ id: z.string().optional(), object: z.string(), what: z.string(), why: z.string() })),
  /** Changes to the release that can be switched in `spec.kubeflow.patches`. */
  switches: z
    .array(
      z.object({
        id: z.string(),
        title: z.string(),
        why: z.string(),
        on: z.boolean(),
        /** Why it is on or off, a sentence. */
        because: z.string(),
        /** Whether it is on where the installation says nothing. */
        advised: z.boolean(),
        /** Whether the cluster decides it. */
        forCluster: z.boolean(),
        /** How many objects it changes. */
        objects: z.int(),
      }),
    )
    .default([]),
  notes: z.array(z.string()),
});
export type PlanView = z.infer<typeof planView>;

export const planRequest = z.strictObject({
  release: z.string(),
  components: z.union([z.enum(componentSets), z.array(z.string())]),
  patches: kubeflow.shape.patches,
  foundation: kubeflow.shape.foundation,
  access: kubeflow.shape.access.optional(),
  login: kubeflow.shape.login,
  proxy: proxy.optional(),
  /** Where it would be installed, where that is known already: what does not fit there is refused. */
  cluster: z
    .strictObject({
      platform: z.enum(platformIds),
      connection: resourceName.optional(),
      /** The image a new cluster is ordered with: its name tells the Kubernetes version. */ image: z
        .string()
        .optional(),
      /** All of `spec.cluster`, where it is complete: a cluster that exists already is asked what it needs. */
      spec: clusterSchema.optional(),
    })
    .optional(),
});

/** `probe`: also start pods in a namespace of their own, and remove them, to ask what only a pod on a node can answer. */
export const preflightQuery = z.object({ probe: z.stringbool().optional() });

export const planRoutes = {
  makePlan: {
    method: 'POST',
    path: '/api/plans',
    role: 'operator',
    summary: 'What an installation would do, in order',
    body: planRequest,
    response: planView,
  },
  runPreflight: {
    method: 'POST',
    path: '/api/preflights',
    role: 'operator',
    summary: 'Check a cluster against the plan',
    query: preflightQuery,
    body: installationSchema,
    response: z.array(checkResult),
  },
} as const satisfies Record<string, Route>;
