import { z } from 'zod';
import { installationSchema, savedInstallation } from '../../installation/installation.ts';
import { resourceName } from '../../installation/resource-name.ts';
import { foreignChange } from '../drift.ts';
import { runView } from '../run.ts';
import { runOptionsQuery, timeoutQuery } from '../run-options.ts';
import { name, nothing, pageLimit, type Route } from './route.ts';

export const installationView = z.object({
  name: resourceName,
  createdAt: z.iso.datetime(),
  installation: savedInstallation,
  /** The newest run; absent before the first. */
  run: runView.optional(),
  /** Set if the newest run changed nothing: the earlier run whose result is still in the cluster, and its installation. */
  stands: z.object({ run: runView, installation: savedInstallation }).optional(),
  kubeconfig: z.boolean(),
});
export type InstallationView = z.infer<typeof installationView>;

/** How an installation is reached, as its cluster tells now. */
export const accessReport = z.object({
  expose: z.string(),
  /** Where the certificate comes from; null where only a forwarded port leads to Kubeflow. */
  tls: z.string().nullable(),
  /** Null where it is not known yet, or where a port is forwarded. */
  address: z.string().nullable(),
  /** In sentences. */
  notes: z.array(z.string()),
  /** The certificate of the authority that browsers must trust, in PEM; null where there is none. */
  authority: z.string().nullable(),
});
export type AccessReport = z.infer<typeof accessReport>;

export const installationRoutes = {
  listInstallations: {
    method: 'GET',
    path: '/api/installations',
    summary: 'Installations, newest first, in pages: `before` is the name of the last one of the page before',
    query: z.object({ limit: pageLimit.default(100), before: resourceName.optional() }),
    response: z.array(installationView),
  },
  applyInstallation: {
    method: 'POST',
    path: '/api/installations',
    summary: 'Save an installation and start its run',
    query: runOptionsQuery.extend({
      /** Refuse a name that an installation has already, instead of changing that one. */
      mustBeNew: z.stringbool().optional(),
    }),
    body: installationSchema,
    response: z.object({ name: z.string(), runId: z.string() }),
    status: 202,
  },
  getInstallation: {
    method: 'GET',
    path: '/api/installations/:name',
    summary: 'One installation',
    params: name,
    response: installationView,
  },
  getDrift: {
    method: 'GET',
    path: '/api/installations/:name/drift',
    summary: 'What others have changed or removed since it was installed; changes nothing',
    params: name,
    response: z.object({ changes: z.array(foreignChange) }),
  },
  deleteInstallation: {
    method: 'DELETE',
    path: '/api/installations/:name',
    summary: 'Start the run that deletes what was made',
    params: name,
    query: timeoutQuery,
    response: z.object({ runId: z.string() }),
    status: 202,
  },
  previewDeletion: {
    method: 'GET',
    path: '/api/installations/:name/deletion',
    summary: 'What would be deleted, and what is kept',
    params: name,
    response: z.object({ removes: z.array(z.string()), keeps: z.array(z.string()) }),
  },
  previewRequest: {
    method: 'POST',
    path: '/api/request-previews',
    summary: 'The exact request a platform would be sent, without secrets',
    body: installationSchema,
    response: z.object({ method: z.string(), url: z.string(), body: z.unknown() }),
  },
  getKubeconfig: {
    method: 'GET',
    path: '/api/installations/:name/kubeconfig',
    summary: 'The cluster administrator’s kubeconfig',
    params: name,
    response: z.object({ kubeconfig: z.string() }),
  },
  getAccess: {
    method: 'GET',
    path: '/api/installations/:name/access',
    summary: 'How Kubeflow is reached, looked up in the cluster; changes nothing',
    params: name,
    response: accessReport,
  },
  keepAccessSecret: {
    method: 'PUT',
    path: '/api/installations/:name/access-secrets/:secret',
    summary:
      'Store a secret value that the access needs: the key of certificate files, a credential of a DNS-01 solver',
    params: name.extend({
      secret: z
        .string()
        .max(253)
        // As Kubernetes has the keys of a Secret.
        .regex(/^(?!\.\.?$)[-._a-zA-Z0-9]+$/, 'letters, digits, hyphens, dots and underscores'),
    }),
    body: z.strictObject({ value: z.string().min(1).max(65_536) }),
    response: nothing,
  },
  openDashboard: {
    method: 'POST',
    path: '/api/installations/:name/dashboard',
    summary: 'An address that opens the dashboard through the server, in the browser that asks, once within a minute',
    params: name,
    response: z.object({ url: z.string() }),
  },
  revealCredentials: {
    method: 'POST',
    path: '/api/installations/:name/credentials',
    summary: 'Read back the generated user password, deliberately; the reading is recorded',
    params: name,
    response: z.object({ email: z.string(), password: z.string() }),
  },
} as const satisfies Record<string, Route>;
