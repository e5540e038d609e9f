import { z } from 'zod';
import { platformIds } from '../../installation/installation.ts';
import { resourceName } from '../../installation/resource-name.ts';
import { holdsNoPassword, trustModes } from '../../platforms/trust.ts';
import { connectionSchemas } from '../../platforms/unions.ts';
import { errorReport } from '../run.ts';
import { longestPage, longPageLimit, name, nothing, type Route } from './route.ts';

export type { Trust } from '../../platforms/trust.ts';

/** The address, trust and user of a connection; never its secret. */
export const connectionView = z.object({
  name: resourceName,
  platform: z.enum(platformIds),
  /** What to show: the platform's address, the server of a kubeconfig's context. */
  address: z.string(),
  username: z.string().optional(),
  trust: z.discriminatedUnion('mode', [
    ...trustModes,
    /** Plain HTTP: no encryption and no login. */
    z.object({ mode: z.literal('plain') }),
  ]),
  contexts: z.array(z.string()).optional(),
  /** Its own proxy, without a password, or `none`. */
  proxy: z.string().optional(),
  /** Names of the authorities that are trusted for it beside those of the server. */
  authorities: z.array(z.string()).optional(),
  /** At the last test, the platform or cluster reported that it is simulated. */
  simulated: z.boolean().optional(),
  /** Its password or token is too short or common to mask: masking it everywhere would reveal it. */
  ordinarySecret: z.boolean().optional(),
});
export type ConnectionView = z.infer<typeof connectionView>;

/** A connection as a user gives it. Secrets go in and never come out. */
export const connectionInput = z.discriminatedUnion('platform', connectionSchemas);
export type ConnectionInput = z.infer<typeof connectionInput>;

/** One layer of a connection test: name, TCP, proxy, TLS, login, permission, version, and what kind of cluster it is. */
export const connectionLayer = z.object({
  layer: z.enum(['address', 'name', 'tcp', 'proxy', 'tls', 'login', 'permission', 'version', 'cluster']),
  ok: z.boolean(),
  milliseconds: z.number(),
  /** What was found, for example the version or the certificate's fingerprint. */
  detail: z.string(),
  error: errorReport.optional(),
});
export type ConnectionLayer = z.infer<typeof connectionLayer>;

export const connectionTest = z.object({
  ok: z.boolean(),
  layers: z.array(connectionLayer),
  /** Of the server's certificate, whether trusted or not, so that a person can compare and pin it. */
  fingerprint: z.string().optional(),
  /** The platform or cluster reports that it is simulated. */
  simulated: z.boolean().optional(),
});
export type ConnectionTest = z.infer<typeof connectionTest>;

/** One entry of a list that the form offers. */
export const choice = z.object({
  value: z.string(),
  label: z.string(),
  detail: z.string().optional(),
  recommended: z.boolean().optional(),
});
export type Choice = z.infer<typeof choice>;

export const connectionRoutes = {
  listPlatforms: {
    method: 'GET',
    path: '/api/platforms',
    role: 'viewer',
    summary: 'Platforms and what each needs',
    response: z.array(
      z.object({
        id: z.enum(platformIds),
        title: z.string(),
        description: z.string(),
        needs: z.array(z.string()),
        available: z.boolean(),
        unavailableBecause: z.string().optional(),
        /** Its clusters are on the server's machine, which `lookAtMachine` looks at. */
        onThisMachine: z.boolean().optional(),
      }),
    ),
  },
  listConnections: {
    method: 'GET',
    path: '/api/connections',
    role: 'viewer',
    summary: 'Saved connections by name, in pages: `after` is the name of the last one of the page before',
    query: z.object({ limit: longPageLimit.default(longestPage), after: resourceName.optional() }),
    response: z.array(connectionView),
  },
  saveConnection: {
    method: 'PUT',
    path: '/api/connections/:name',
    role: 'admin',
    summary: 'Save a connection; its secret is stored encrypted',
    params: name,
    body: connectionInput,
    response: connectionView,
  },
  removeConnection: {
    method: 'DELETE',
    path: '/api/connections/:name',
    role: 'admin',
    summary: 'Forget a connection',
    params: name,
    response: nothing,
  },
  testConnection: {
    method: 'POST',
    path: '/api/connection-tests',
    role: 'admin',
    summary: 'Test a connection before it is saved',
    body: connectionInput,
    response: connectionTest,
  },
  testSavedConnection: {
    method: 'POST',
    path: '/api/connections/:name/test',
    role: 'operator',
    summary: 'Test a saved connection',
    params: name,
    response: connectionTest,
  },
  explainConnectionWay: {
    method: 'GET',
    path: '/api/connections/:name/way',
    role: 'operator',
    summary: 'Which way leads from the server to a connection, or by it to another address; nothing is opened',
    params: name,
    query: z.object({
      url: z
        .url({ protocol: /^https?$/, abort: true })
        .refine(holdsNoPassword)
        .optional(),
    }),
    response: z.object({
      /** `https://api.example:6443`. */
      url: z.string(),
      /** Without a password; absent where it goes directly. */
      proxy: z.string().optional(),
      /** Whom the proxy gets as user, with a password. */
      proxyUser: z.string().optional(),
      /** What decided, as a sentence: the connection, its kubeconfig, or a variable of the server. */
      because: z.string(),
    }),
  },
  listChoices: {
    method: 'POST',
    path: '/api/connections/:name/choices/:field',
    role: 'operator',
    summary: 'What a field of the form can be, given the fields before it',
    params: z.object({ name: resourceName, field: z.string() }),
    body: z.record(z.string(), z.string()),
    response: z.array(choice),
  },
  checkClusterName: {
    method: 'GET',
    path: '/api/connections/:name/cluster-names/:clusterName',
    role: 'operator',
    summary: 'Is a cluster name free',
    params: z.object({ name: resourceName, clusterName: z.string() }),
    response: z.object({ free: z.boolean() }),
  },
} as const satisfies Record<string, Route>;

/** Which way leads from the server to an address, and why. */
export type ConnectionWay = z.infer<typeof connectionRoutes.explainConnectionWay.response>;
