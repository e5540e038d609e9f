import { z } from 'zod';
import { installationSchema, savedInstallation } from '../../installation/installation.ts';
import { refuseUnbuilt } from '../../installation/refuse-unbuilt.ts';
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
  /** What browsers are shown; left out where the cluster has none, or not yet. */
  certificate: z.object({ validUntil: z.iso.datetime() }).optional(),
});
export type AccessReport = z.infer<typeof accessReport>;

/** A page of Kubeflow below its address: never one of another host. */
export const dashboardPath = z
  .string()
  .max(2000)
  .regex(/^\/(?![/\\])[!-~]*$/, 'a path that begins with one slash, without spaces');

/** The name of a secret value, as Kubernetes has the keys of a Secret. */
const secretName = z
  .string()
  .max(253)
  .regex(/^(?!\.\.?$)[-._a-zA-Z0-9]+$/, 'letters, digits, hyphens, dots and underscores');

const secretValue = z.string().min(1).max(65_536);

/** An installation with the secret values that it needs from its first run on. They are no part of it: they are stored apart, encrypted, and never shown. */
const newInstallation = savedInstallation
  .extend({ secrets: z.record(secretName, secretValue).optional() })
  .superRefine(refuseUnbuilt);

/** As `ssh-keygen -l` shows it: of SHA-256, in base64. */
const hostKey = z.string().regex(/^SHA256:[\w+/]{43}$/);

const noProxyEntry = z.object({ entry: z.string(), reason: z.string() });

export const installationRoutes = {
  listInstallations: {
    method: 'GET',
    path: '/api/installations',
    role: 'viewer',
    summary: 'Installations, newest first, in pages: `before` is the name of the last one of the page before',
    query: z.object({ limit: pageLimit.default(100), before: resourceName.optional() }),
    response: z.array(installationView),
  },
  applyInstallation: {
    method: 'POST',
    path: '/api/installations',
    role: 'operator',
    summary: 'Save an installation, with the secret values that it needs, and start its run',
    query: runOptionsQuery.extend({
      /** Refuse a name that an installation has already, instead of changing that one. */
      mustBeNew: z.stringbool().optional(),
    }),
    body: newInstallation,
    response: z.object({ name: z.string(), runId: z.string() }),
    status: 202,
  },
  getInstallation: {
    method: 'GET',
    path: '/api/installations/:name',
    role: 'viewer',
    summary: 'One installation',
    params: name,
    response: installationView,
  },
  getDrift: {
    method: 'GET',
    path: '/api/installations/:name/drift',
    role: 'viewer',
    summary: 'What others have changed or removed since it was installed; changes nothing',
    params: name,
    response: z.object({ changes: z.array(foreignChange) }),
  },
  deleteInstallation: {
    method: 'DELETE',
    path: '/api/installations/:name',
    role: 'granted',
    summary: 'Start the run that deletes what was made',
    params: name,
    query: timeoutQuery,
    response: z.object({ runId: z.string() }),
    status: 202,
  },
  previewDeletion: {
    method: 'GET',
    path: '/api/installations/:name/deletion',
    role: 'viewer',
    summary: 'What would be deleted, and what is kept',
    params: name,
    response: z.object({ removes: z.array(z.string()), keeps: z.array(z.string()) }),
  },
  previewRequest: {
    method: 'POST',
    path: '/api/request-previews',
    role: 'operator',
    summary: 'The exact request a platform would be sent, without secrets',
    body: installationSchema,
    response: z.object({ method: z.string(), url: z.string(), body: z.unknown() }),
  },
  listNoProxy: {
    method: 'POST',
    path: '/api/no-proxy-lists',
    role: 'operator',
    summary: 'What nodes and pods of an installation would reach without its proxy, with reasons',
    body: installationSchema,
    /** `entries`: of the nodes; empty where the platform sets no proxy on them. */
    response: z.object({ entries: z.array(noProxyEntry), pods: z.array(noProxyEntry).default([]) }),
  },
  getKubeconfig: {
    method: 'GET',
    path: '/api/installations/:name/kubeconfig',
    role: 'operator',
    summary: 'The cluster administrator’s kubeconfig',
    params: name,
    response: z.object({ kubeconfig: z.string() }),
  },
  getAccess: {
    method: 'GET',
    path: '/api/installations/:name/access',
    role: 'viewer',
    summary: 'How Kubeflow is reached, looked up in the cluster; changes nothing',
    params: name,
    response: accessReport,
  },
  keepGivenSecret: {
    method: 'PUT',
    path: '/api/installations/:name/secrets/:secret',
    role: 'operator',
    summary:
      'Store a secret value that access or login need: the key of certificate files, a credential of a DNS-01 solver, the client secret of a connector',
    params: name.extend({ secret: secretName }),
    body: z.strictObject({ value: secretValue }),
    response: nothing,
  },
  trustNode: {
    method: 'PUT',
    path: '/api/installations/:name/nodes/:node/host-key',
    role: 'operator',
    summary: 'Accept the SSH host key of a node by its fingerprint, in place of the one that was known',
    params: name.extend({ node: z.string().max(253) }),
    body: z.strictObject({ fingerprint: hostKey }),
    response: nothing,
  },
  openDashboard: {
    method: 'POST',
    path: '/api/installations/:name/dashboard',
    role: 'operator',
    summary: 'An address that opens the dashboard through the server, in the browser that asks, once within a minute',
    params: name,
    query: z.object({
      /** Where it opens; at its first page when left out. */
      path: dashboardPath.optional(),
    }),
    response: z.object({ url: z.string() }),
  },
  revealCredentials: {
    method: 'POST',
    path: '/api/installations/:name/credentials',
    role: 'operator',
    summary: 'Read back the generated user password, deliberately; the reading is recorded',
    params: name,
    response: z.object({ email: z.string(), password: z.string() }),
  },
} as const satisfies Record<string, Route>;
