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
    z.strictObject({ status: z.int(), body: z.string().optional(), contentType: z.string().optional(), location: z.string().optional() }),
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
  /** What the right user and password get at the v3 login. `without-token` is a 200 that lacks the header. */
  login: z.enum(['works', 'without-token', 'html']).default('works'),
  badLogin: z.enum(['unauthorized', 'without-token', 'forbidden', 'html']).default('unauthorized'),
  tokenHeader: z.enum(['X-Auth-Token', 'x-auth-token']).default('X-Auth-Token'),
  tokenLifeSeconds: z.number().default(180 * 60),
  v2Login: z.enum(['works', 'unauthorized']).default('works'),
  /** Whether `/2/` paths take the v3 token (as 6.x does) or only the cookie of the v2 login (as 5.x may). */
  v2Accepts: z.enum(['token-or-cookie', 'cookie', 'cookie-without-token']).default('token-or-cookie'),
  /** Every list of the vSphere inventory: in an object under its key, a bare array, or with nothing in it. */
  inventory: z.enum(['wrapped', 'bare', 'empty']).default('wrapped'),
  datacenterNeeded: z.boolean().default(true),
  /** A GET without the slash at the end: served, or sent to the form with the slash. */
  slashlessGet: z.enum(['served', 'redirected']).default('served'),
  createStatus: z.union([z.literal(200), z.literal(201), z.literal(202)]).default(201),
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
  faults: z.array(fault).default([]),
});
export type CcpSwitches = z.infer<typeof ccpSwitches>;
export type CcpFault = z.infer<typeof fault>;
