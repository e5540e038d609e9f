import { z } from 'zod';

/** How a request is made to fail. */
const fault = z.strictObject({
  /** Any when absent. */
  method: z.string().optional(),
  /** Start of the path, for example `/v3/clusters`. */
  path: z.string(),
  /** `before`: CCP does nothing. `after`: CCP does it, and only the answer is lost. */
  when: z.enum(['before', 'after']),
  /** A status with a body, a connection that is cut, silence, an answer that never becomes whole, or one that is right but late. */
  with: z.union([
    z.strictObject({
      status: z.int(),
      body: z.string().optional(),
      contentType: z.string().optional(),
      location: z.string().optional(),
    }),
    z.enum(['reset', 'silence', 'drip']),
    z.strictObject({ delayMilliseconds: z.number() }),
  ]),
  /** How many requests it hits; the next ones pass. */
  times: z.int(),
});

/**
 * Everything about CCP that is not known, or can go wrong. Each can be changed
 * while the simulator runs. The defaults are choices, not facts: a client must
 * work with every value.
 */
export const ccpSwitches = z.strictObject({
  /** What the right user and password get at the v3 login. `without-token` is a 200 that lacks the header; `absent`: only `/2/` has a login, as in 2019. */
  login: z.enum(['works', 'without-token', 'html', 'absent']).default('works'),
  badLogin: z.enum(['unauthorized', 'without-token', 'forbidden', 'html']).default('unauthorized'),
  tokenHeader: z.enum(['X-Auth-Token', 'x-auth-token']).default('X-Auth-Token'),
  tokenLifeSeconds: z.number().default(180 * 60),
  /** What a token that has expired gets: 401, or 403 as Django REST Framework has it. */
  expiredToken: z.union([z.literal(401), z.literal(403)]).default(401),
  v2Login: z.enum(['works', 'unauthorized']).default('works'),
  /** Whether `/2/` paths take the v3 token (as 6.x does) or only the cookie of the v2 login (as 5.x may). */
  v2Accepts: z.enum(['token-or-cookie', 'cookie', 'cookie-without-token']).default('token-or-cookie'),
  /** Every list of the vSphere inventory: a bare array (as a client of 2020 shows), in an object under its key, in a page, or with nothing in it in one of four forms. */
  inventory: z.enum(['bare', 'wrapped', 'paged', 'empty', 'null', 'no-key', 'null-key']).default('bare'),
  /** The lists of clusters, providers and subnets: a bare array, or pages of two. */
  lists: z.enum(['bare', 'paged']).default('bare'),
  /** Whether the lists hold what others made: EKS and AKS clusters, AWS providers, and entries that lack what every entry should have. */
  strangers: z.boolean().default(false),
  /** Whether numbers are told as texts. */
  numbers: z.enum(['numbers', 'texts']).default('numbers'),
  /** Whether the description of a cluster is given back. The one real v3 answer that is public has none. */
  description: z.enum(['told', 'absent', 'null']).default('told'),
  datacenterNeeded: z.boolean().default(true),
  /** A GET without the slash at the end: served, or sent to the form with the slash. */
  slashlessGet: z.enum(['served', 'redirected']).default('served'),
  createStatus: z.union([z.literal(200), z.literal(201), z.literal(202)]).default(200),
  kubeconfigBeforeReady: z.enum(['absent', 'empty', 'null']).default('absent'),
  kubeconfigWhenReady: z.enum(['present', 'absent', 'damaged']).default('present'),
  /** How long a new cluster is missing from the list, though it is there. */
  listDelayMilliseconds: z.number().default(0),
  refusalBody: z.enum(['json', 'text']).default('json'),
  /** The status in which the creation ends; `CREATING` never ends. */
  creationEndsAs: z.string().default('READY'),
  /** A status shown in place of CREATING. */
  creatingWord: z.string().default('CREATING'),
  stuckNode: z.boolean().default(false),
  deleteStatus: z.union([z.literal(200), z.literal(202), z.literal(204)]).default(204),
  deletionEnds: z.boolean().default(true),
  /** What `/v3/clusters/{name}` answers. */
  lookupByName: z.union([z.literal(404), z.literal(200)]).default(404),
  addonsEndAs: z.enum(['INSTALLED', 'FAILED']).default('INSTALLED'),
  role: z.enum(['Administrator', 'Devops']).default('Administrator'),
  /** False: everything but the login is forbidden to this user. */
  permitted: z.boolean().default(true),
  /** Empty: `/2/system/livenessHealth` does not exist. */
  version: z.string().default('6.1.1'),
  /** Whether there is a v3 API at all. */
  v3: z.boolean().default(true),
  /** How a path that does not exist is answered: nginx's page, Go's text, or JSON. */
  notFound: z.enum(['html', 'text', 'json']).default('html'),
  /** The Kubernetes version that a cluster says it has: that of the image it was ordered with, or that of the control plane behind it. */
  kubernetesVersion: z.enum(['of-image', 'of-sandbox']).default('of-image'),
  faults: z.array(fault).default([]),
});
export type CcpSwitches = z.infer<typeof ccpSwitches>;
export type CcpFault = z.infer<typeof fault>;
