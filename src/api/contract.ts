import { z } from 'zod';
import { installationSchema, platformIds, savedInstallation } from '../installation/installation.ts';
import { resourceName } from '../installation/resource-name.ts';
import { foreignChange } from './drift.ts';
import { errorReport, runEvent, runView } from './run.ts';
import { runOptionsQuery, timeoutQuery } from './run-options.ts';

/** One route: server, client and OpenAPI document are made from it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:name` parameters. */
  readonly path: string;
  readonly summary: string;
  /** Reachable without login: health and login only. */
  readonly open?: true;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
  /** 200 unless said otherwise. */
  readonly status?: 200 | 201 | 202;
}

/** Addresses are stored, shown and told of in errors. */
function holdsNoPassword(text: string): boolean {
  const url = URL.parse(text);
  return url === null || (url.username === '' && url.password === '');
}

const name = z.object({ name: resourceName });
const id = z.object({ id: z.string() });
/** An event's id, the last one read; 0 before the first. As far as the database counts. */
const eventId = z.coerce.number().int().min(0).max(2_147_483_647);

const trustModes = [
  z.object({ mode: z.literal('system') }),
  z.object({ mode: z.literal('ca'), certificate: z.string() }),
  z.object({ mode: z.literal('fingerprint'), sha256: z.string() }),
  z.object({ mode: z.literal('insecure') }),
] as const;

/** The address, trust and user of a connection; never its secret. */
export const connectionView = z.object({
  name: resourceName,
  platform: z.enum(platformIds),
  /** What to show: the address of CCP, the server of a kubeconfig's context. */
  address: z.string(),
  username: z.string().optional(),
  trust: z.discriminatedUnion('mode', [
    ...trustModes,
    /** Plain http: nothing is encrypted, and nobody is asked who they are. */
    z.object({ mode: z.literal('plain') }),
  ]),
  contexts: z.array(z.string()).optional(),
  /** What answers at the address said, when it was last asked, that it is simulated: the sandbox. */
  simulated: z.boolean().optional(),
  /** Its password or token is so short or ordinary that MLAnywhere cannot keep it out of what it writes: to mask it everywhere would tell it. */
  ordinarySecret: z.boolean().optional(),
});
export type ConnectionView = z.infer<typeof connectionView>;

export const trustInput = z.discriminatedUnion('mode', trustModes);
export type Trust = z.infer<typeof trustInput>;

/** A connection as a user gives it. Secrets go in and never come out. */
export const connectionInput = z.discriminatedUnion('platform', [
  z.strictObject({
    platform: z.literal('ccp'),
    /** Is shown: name and password are fields of their own. */
    address: z
      .url({ protocol: /^https$/, abort: true })
      .refine(holdsNoPassword, 'must not hold a user name or password'),
    username: z.string().min(1),
    password: z.string().min(1),
    trust: trustInput.default({ mode: 'system' }),
  }),
  z.strictObject({
    platform: z.literal('existing'),
    /** YAML text of an uploaded kubeconfig: no exec plugins, no file references. Half a mebibyte: a hundred contexts with their certificates. */
    kubeconfig: z
      .string()
      .min(1)
      .max(512 * 1024, { abort: true })
      .optional(),
    /** Or a file on the server's machine; refused unless the server was started for its own user. */
    kubeconfigPath: z.string().min(1).optional(),
    context: z.string().optional(),
  }),
]);
export type ConnectionInput = z.infer<typeof connectionInput>;

/** One layer of a connection test: name, TCP, proxy, TLS, login, permission, version. */
export const connectionLayer = z.object({
  layer: z.enum(['address', 'name', 'tcp', 'proxy', 'tls', 'login', 'permission', 'version']),
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
  /** What answers says of itself that it is simulated. */
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

export const installationView = z.object({
  name: resourceName,
  createdAt: z.iso.datetime(),
  installation: savedInstallation,
  /** The newest run; absent before the first. */
  run: runView.optional(),
  /** Where the newest run ended before it changed anything: the run whose work is still there, and what it made. */
  stands: z.object({ run: runView, installation: savedInstallation }).optional(),
  kubeconfig: z.boolean(),
});
export type InstallationView = z.infer<typeof installationView>;

/** The Kubernetes versions that a release is made for: minor versions, `1.34`. */
const kubernetesWindow = z.object({ lowest: z.string(), highest: z.string() });

export const releaseView = z.object({
  name: z.string(),
  version: z.string(),
  digest: z.string(),
  /** Absent where it is not known. */
  kubernetes: kubernetesWindow.optional(),
  source: z.string(),
  /** Whether its objects are the ones that MLAnywhere knows of this version of Kubeflow. */
  verified: z.boolean(),
  objects: z.int(),
  components: z.array(
    z.object({ name: z.string(), title: z.string(), description: z.string(), purpose: z.string(), objects: z.int() }),
  ),
});
export type ReleaseView = z.infer<typeof releaseView>;

/** Getting a release from upstream: the newest try of each version since the server started. */
export const releaseFetchView = z.object({
  version: z.string(),
  state: z.enum(['running', 'succeeded', 'failed', 'cancelled']),
  progress: z.number().min(0).max(1),
  detail: z.string(),
  /** False for a tag that MLAnywhere does not know; there once it has ended well. */
  verified: z.boolean().optional(),
  /** sha256 in hex over the objects, once it has ended well. */
  objects: z.string().optional(),
  release: releaseView.optional(),
  error: errorReport.optional(),
});
export type ReleaseFetchView = z.infer<typeof releaseFetchView>;

/** A release of Kubeflow that can be fetched by its version alone. */
export const knownReleaseView = z.object({
  version: z.string(),
  commit: z.string(),
  objects: z.int(),
  components: z.array(z.string()),
});

/** One answer of preflight. */
export const checkResult = z.object({
  id: z.string(),
  title: z.string(),
  outcome: z.enum(['passed', 'warning', 'failed', 'unknown']).catch('unknown'),
  /** What was seen. */
  evidence: z.string(),
  fix: z.string().optional(),
  /** The form field that mends it, as a path into the installation. */
  field: z.string().optional(),
  /** Of a failure: it is likely to pass by itself, for nodes are still starting. */
  passing: z.boolean().optional(),
});
export type CheckResult = z.infer<typeof checkResult>;

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
    requests: z.object({ cpuMillicores: z.number(), memoryMiB: z.number(), undeclared: z.int() }),
    claims: z.object({ count: z.int(), gibibytes: z.number() }),
  }),
  patches: z.array(z.object({ object: z.string(), what: z.string(), why: z.string() })),
  notes: z.array(z.string()),
});
export type PlanView = z.infer<typeof planView>;

export const planRequest = z.strictObject({
  release: z.string(),
  components: z.union([z.literal('all'), z.array(z.string())]),
  /** Where it would be installed, where that is known already: what does not fit there is refused. */
  cluster: z
    .strictObject({
      platform: z.enum(platformIds),
      connection: resourceName.optional(),
      /** The image a new cluster is ordered with: its name tells the Kubernetes version. */ image: z
        .string()
        .optional(),
    })
    .optional(),
});

const nothing = z.object({});

/** Of a long list, newest first. The next page is asked for with what the last entry is called; a page that is not full is the last one. */
const pageLimit = z.coerce.number().int().min(1).max(200);

/** The event stream, server-sent events: not a route of the contract, for its answer has no end. See stream.ts. */
export const streamRoute = {
  path: '/api/runs/:id/stream',
  params: id,
  query: z.object({ after: eventId.optional() }),
} as const;

/** Every route of the server but the event stream. */
export const routes = {
  health: {
    method: 'GET',
    path: '/api/health',
    summary: 'Whether the server and its store answer, and which version it is',
    open: true,
    response: z.object({ ok: z.literal(true), version: z.string() }),
  },
  login: {
    method: 'POST',
    path: '/api/login',
    summary:
      'Token or one-time link code for a session cookie, and for the token that the page sends with it as X-CSRF-Token',
    open: true,
    body: z.strictObject({ token: z.string().min(1) }),
    response: z.object({ csrfToken: z.string() }),
  },
  logout: { method: 'POST', path: '/api/logout', summary: 'End the session', response: nothing },
  endSessions: {
    method: 'DELETE',
    path: '/api/sessions',
    summary: 'End the sessions of all browsers',
    response: nothing,
  },
  createLoginLink: {
    method: 'POST',
    path: '/api/login-links',
    summary: 'A link that logs a browser in, once, within ten minutes',
    response: z.object({ url: z.string() }),
  },
  session: { method: 'GET', path: '/api/session', summary: 'Who am I', response: z.object({ version: z.string() }) },

  listPlatforms: {
    method: 'GET',
    path: '/api/platforms',
    summary: 'Platforms and what each needs',
    response: z.array(
      z.object({
        id: z.enum(platformIds),
        title: z.string(),
        description: z.string(),
        needs: z.array(z.string()),
        available: z.boolean(),
        unavailableBecause: z.string().optional(),
      }),
    ),
  },

  listConnections: {
    method: 'GET',
    path: '/api/connections',
    summary: 'Saved connections',
    response: z.array(connectionView),
  },
  saveConnection: {
    method: 'PUT',
    path: '/api/connections/:name',
    summary: 'Save a connection; its secret is stored encrypted',
    params: name,
    body: connectionInput,
    response: connectionView,
  },
  removeConnection: {
    method: 'DELETE',
    path: '/api/connections/:name',
    summary: 'Forget a connection',
    params: name,
    response: nothing,
  },
  testConnection: {
    method: 'POST',
    path: '/api/connection-tests',
    summary: 'Test a connection before it is saved',
    body: connectionInput,
    response: connectionTest,
  },
  testSavedConnection: {
    method: 'POST',
    path: '/api/connections/:name/test',
    summary: 'Test a saved connection',
    params: name,
    response: connectionTest,
  },
  listChoices: {
    method: 'POST',
    path: '/api/connections/:name/choices/:field',
    summary: 'What a field of the form can be, given the fields before it',
    params: z.object({ name: resourceName, field: z.string() }),
    body: z.record(z.string(), z.string()),
    response: z.array(choice),
  },
  checkClusterName: {
    method: 'GET',
    path: '/api/connections/:name/cluster-names/:clusterName',
    summary: 'Is a cluster name free',
    params: z.object({ name: resourceName, clusterName: z.string() }),
    response: z.object({ free: z.boolean() }),
  },

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
    query: runOptionsQuery,
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
    summary: 'What a deletion would remove, and what it leaves',
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
  revealCredentials: {
    method: 'POST',
    path: '/api/installations/:name/credentials',
    summary: 'Read back the generated user password, deliberately; the reading is recorded',
    params: name,
    response: z.object({ email: z.string(), password: z.string() }),
  },

  makePlan: {
    method: 'POST',
    path: '/api/plans',
    summary: 'What an installation would do, in order',
    body: planRequest,
    response: planView,
  },
  runPreflight: {
    method: 'POST',
    path: '/api/preflights',
    summary: 'Check a cluster against the plan',
    body: installationSchema,
    response: z.array(checkResult),
  },

  listReleases: { method: 'GET', path: '/api/releases', summary: 'Releases at hand', response: z.array(releaseView) },
  addRelease: {
    method: 'POST',
    path: '/api/releases',
    summary: 'Take a bundle from a file on the server or an https address',
    body: z.strictObject({
      source: z.string().min(1).refine(holdsNoPassword, 'must not hold a user name or password'),
      digest: z.string().optional(),
    }),
    response: releaseView,
    status: 201,
  },
  removeRelease: {
    method: 'DELETE',
    path: '/api/releases/:release',
    summary: 'Remove a release from the store; `kubeflow@26.03.1` or a version alone',
    params: z.object({ release: z.string().min(1) }),
    response: nothing,
  },

  listKnownReleases: {
    method: 'GET',
    path: '/api/known-releases',
    summary: 'Releases of Kubeflow that can be fetched from upstream and checked',
    response: z.array(knownReleaseView),
  },
  startReleaseFetch: {
    method: 'POST',
    path: '/api/release-fetches',
    summary: 'Get a release from upstream; joins a fetch that runs',
    body: z.strictObject({ version: z.string().min(1).max(100), acceptUnknown: z.boolean().default(false) }),
    response: releaseFetchView,
    status: 202,
  },
  listReleaseFetches: {
    method: 'GET',
    path: '/api/release-fetches',
    summary: 'Fetches since the server started',
    response: z.array(releaseFetchView),
  },
  getReleaseFetch: {
    method: 'GET',
    path: '/api/release-fetches/:version',
    summary: 'One fetch',
    params: z.object({ version: z.string() }),
    response: releaseFetchView,
  },
  cancelReleaseFetch: {
    method: 'DELETE',
    path: '/api/release-fetches/:version',
    summary: 'Stop a fetch; what was downloaded is kept',
    params: z.object({ version: z.string() }),
    response: releaseFetchView,
  },
  exportRelease: {
    method: 'GET',
    path: '/api/releases/:release/bundle',
    summary: 'The bundle of a release, base64, to carry to another machine',
    params: z.object({ release: z.string().min(1) }),
    response: z.object({ file: z.string(), bundle: z.string() }),
  },

  listRuns: {
    method: 'GET',
    path: '/api/runs',
    summary: 'Runs, newest first, in pages: `before` is the id of the last one of the page before',
    query: z.object({
      installation: z.string().optional(),
      limit: pageLimit.default(100),
      before: z.string().optional(),
    }),
    response: z.array(runView),
  },
  getRun: { method: 'GET', path: '/api/runs/:id', summary: 'One run', params: id, response: runView },
  listEvents: {
    method: 'GET',
    path: '/api/runs/:id/events',
    summary: 'Events after an id, oldest first',
    params: id,
    query: z.object({ after: eventId.default(0), limit: z.coerce.number().int().min(1).max(5000).default(1000) }),
    response: z.array(runEvent),
  },
  cancelRun: { method: 'POST', path: '/api/runs/:id/cancel', summary: 'Stop a run', params: id, response: runView },
  retryRun: {
    method: 'POST',
    path: '/api/runs/:id/retry',
    summary: 'Go on from the failed step',
    params: id,
    query: runOptionsQuery,
    response: runView,
    status: 202,
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
