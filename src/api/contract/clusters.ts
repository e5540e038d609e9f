import { z } from 'zod';
import { platformIds } from '../../installation/installation.ts';
import { name, type Route } from './route.ts';

/** Whether the cluster of an installation runs, and what can be done about it. */
export const clusterView = z.object({
  /** `gone`: its platform has no such cluster. `unknown`: the platform gives no answer, or its clusters are not stopped. */
  state: z.enum(['running', 'stopped', 'gone', 'unknown']).catch('unknown'),
  /** Whether it can be stopped and started. */
  canStop: z.boolean(),
});
export type ClusterView = z.infer<typeof clusterView>;

/** A cluster after it was started. */
export const startedCluster = z.object({
  /** Address of the API server, which can have changed. */
  server: z.string(),
  version: z.string(),
  /** Whether `server` is another address than before. */
  moved: z.boolean(),
  /** What is not ready yet, in sentences: nodes, webhooks, certificates. Empty when all is ready. */
  notReady: z.array(z.string()),
});
export type StartedCluster = z.infer<typeof startedCluster>;

export const clusterRoutes = {
  downloadTool: {
    method: 'POST',
    path: '/api/platforms/:platform/tool',
    role: 'operator',
    summary: 'Download the tool that creates clusters of the platform; a file with an unknown digest is refused',
    params: z.object({ platform: z.enum(platformIds) }),
    response: z.object({ path: z.string(), version: z.string() }),
  },
  getCluster: {
    method: 'GET',
    path: '/api/installations/:name/cluster',
    role: 'viewer',
    summary: 'Whether the cluster of an installation runs',
    params: name,
    response: clusterView,
  },
  startCluster: {
    method: 'POST',
    path: '/api/installations/:name/cluster/start',
    role: 'operator',
    summary: 'Start a stopped cluster, for example after a reboot, and look at its nodes, webhooks and certificates',
    params: name,
    response: startedCluster,
  },
  stopCluster: {
    method: 'POST',
    path: '/api/installations/:name/cluster/stop',
    role: 'operator',
    summary: 'Stop a cluster on this machine; its data stays',
    params: name,
    response: clusterView,
  },
} as const satisfies Record<string, Route>;
