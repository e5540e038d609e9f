import { z } from 'zod';
import { errorReport } from '../run.ts';
import { name, type Route } from './route.ts';

/** A setting of a node or a pod, compared with what the installation wants. */
export const proxySetting = z.object({
  /** A variable, a file or a service. */
  name: z.string(),
  /** `different`: it is there with another value. */
  state: z.enum(['set', 'missing', 'different']),
  /** What is there instead, cut. */
  found: z.string().optional(),
});
export type ProxySetting = z.infer<typeof proxySetting>;

/** What a pod tried to reach. */
export const proxyReach = z.object({
  id: z.enum(['outside', 'service', 'api-server']),
  /** URL, or `tcp://host:port`. */
  address: z.string(),
  /** `proxy`, or `direct`, by the variables that the pod has. */
  through: z.enum(['proxy', 'direct']),
  /** The same, by what the installation wants. */
  wanted: z.enum(['proxy', 'direct']),
  reached: z.boolean(),
  milliseconds: z.number(),
  /** In a few words. */
  seen: z.string(),
});
export type ProxyReach = z.infer<typeof proxyReach>;

/** A node, the pod of the probe, or pods of Kubeflow. */
export const proxySubject = z.object({
  kind: z.enum(['node', 'probe', 'pods']),
  name: z.string(),
  /** How it was looked at, such as `SSH`. */
  by: z.string(),
  /** `unknown`: nothing could be looked at, and `note` or `error` says why. */
  state: z.enum(['running', 'good', 'bad', 'unknown']),
  settings: z.array(proxySetting),
  reached: z.array(proxyReach),
  /** What else to know, in sentences. */
  note: z.string(),
  /** What to do, where something is missing or not known. */
  fix: z.string(),
  error: errorReport.optional(),
});
export type ProxySubject = z.infer<typeof proxySubject>;

/** What a cluster uses to leave its network. */
export const wantedProxy = z.object({
  http: z.string().optional(),
  https: z.string().optional(),
  /** Everything that is reached without it. */
  noProxy: z.array(z.object({ entry: z.string(), reason: z.string() })),
});
export type WantedProxy = z.infer<typeof wantedProxy>;

/** A look at the proxy of a cluster, while it runs and afterwards. */
export const proxyCheckView = z.object({
  state: z.enum(['running', 'ended']),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  /** Null until it is computed. */
  wanted: wantedProxy.nullable(),
  subjects: z.array(proxySubject),
  /** Namespaces of probes that could not be deleted. */
  leftovers: z.array(z.string()),
  /** Why not everything could be looked at. */
  error: errorReport.optional(),
});
export type ProxyCheckView = z.infer<typeof proxyCheckView>;

const answer = z.object({ check: proxyCheckView.nullable() });

export const proxyCheckRoutes = {
  startProxyCheck: {
    method: 'POST',
    path: '/api/installations/:name/proxy-check',
    role: 'operator',
    summary:
      'Check the proxy of nodes and pods, with a short-lived test pod; returns the check that is already running, if there is one',
    params: name,
    body: z.strictObject({
      /** Image of the probe, with python3; one of Kubeflow’s own when left out. */
      image: z
        .string()
        .regex(/^\w[\w./:@-]{0,500}$/)
        .optional(),
      /** Address outside whose host the probe tries; the registry of its image when left out. */
      outside: z
        .url({ protocol: /^https?$/ })
        .max(300)
        .optional(),
    }),
    response: proxyCheckView,
    status: 202,
  },
  getProxyCheck: {
    method: 'GET',
    path: '/api/installations/:name/proxy-check',
    role: 'viewer',
    summary: 'The proxy check that is running, else the last one; null before the first',
    params: name,
    response: answer,
  },
  cancelProxyCheck: {
    method: 'DELETE',
    path: '/api/installations/:name/proxy-check',
    role: 'operator',
    summary: 'Cancel the proxy check that is running; its pod is deleted',
    params: name,
    response: answer,
  },
  getProxyScript: {
    method: 'GET',
    path: '/api/installations/:name/proxy-script',
    role: 'viewer',
    summary: 'The script that sets the proxy of this installation on a node, for the owner of the nodes',
    params: name,
    response: z.object({ script: z.string(), wanted: wantedProxy }),
  },
} as const satisfies Record<string, Route>;
