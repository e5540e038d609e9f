/** How a request is made to fail. */
export interface CcpFault {
  /** Any when absent. */
  readonly method?: string;
  /** Start of the path, for example `/v3/clusters`. */
  readonly path: string;
  /** `before`: CCP does nothing. `after`: CCP does it, and only the answer is lost. */
  readonly when: 'before' | 'after';
  /** A status with a body, a connection that is cut, silence, or an answer that is right but late. */
  readonly with: { readonly status: number; readonly body?: string; readonly contentType?: string } | 'reset' | 'silence' | { readonly delayMilliseconds: number };
  /** How many requests it hits; the next ones pass. */
  readonly times: number;
}

/**
 * Everything about CCP that is not known, or can go wrong. Each can be changed
 * while the simulator runs. The defaults are choices, not facts: a client must
 * work with every value.
 */
export interface CcpSwitches {
  /** What the right user and password get at the v3 login. `without-token` is a 200 that lacks the header. */
  login: 'works' | 'without-token' | 'html';
  badLogin: 'unauthorized' | 'without-token' | 'forbidden' | 'html';
  tokenHeader: 'X-Auth-Token' | 'x-auth-token';
  tokenLifeSeconds: number;
  v2Login: 'works' | 'unauthorized';
  /** Whether `/2/` paths take the v3 token (as 6.x does) or only the cookie of the v2 login (as 5.x may). */
  v2Accepts: 'token-or-cookie' | 'cookie' | 'cookie-without-token';
  /** Every list of the vSphere inventory: in an object under its key, a bare array, or with nothing in it. */
  inventory: 'wrapped' | 'bare' | 'empty';
  datacenterNeeded: boolean;
  /** A GET without the slash at the end: served, or sent to the form with the slash. */
  slashlessGet: 'served' | 'redirected';
  createStatus: 200 | 201 | 202;
  kubeconfigBeforeReady: 'absent' | 'empty' | 'null';
  kubeconfigWhenReady: 'present' | 'absent';
  /** How long a new cluster is missing from the list, though it is there. */
  listDelayMilliseconds: number;
  refusalBody: 'json' | 'text';
  /** The status in which the creation ends; `CREATING` never ends. */
  creationEndsAs: string;
  /** A status shown in place of CREATING. */
  creatingWord: string;
  stuckNode: boolean;
  deleteStatus: 200 | 202 | 204;
  deletionEnds: boolean;
  /** What `/v3/clusters/{name}` answers. */
  lookupByName: 404 | 200;
  addonsEndAs: 'INSTALLED' | 'FAILED';
  role: 'Administrator' | 'Devops';
  /** False: every list and every write is forbidden to this user. */
  permitted: boolean;
  /** Empty: `/2/system/livenessHealth` does not exist. */
  version: string;
  /** Whether there is a v3 API at all. */
  v3: boolean;
  faults: CcpFault[];
}

/** CCP as it most likely is. */
export const defaultSwitches: Readonly<CcpSwitches> = {
  login: 'works',
  badLogin: 'unauthorized',
  tokenHeader: 'X-Auth-Token',
  tokenLifeSeconds: 180 * 60,
  v2Login: 'works',
  v2Accepts: 'token-or-cookie',
  inventory: 'wrapped',
  datacenterNeeded: true,
  slashlessGet: 'served',
  createStatus: 201,
  kubeconfigBeforeReady: 'absent',
  kubeconfigWhenReady: 'present',
  listDelayMilliseconds: 0,
  refusalBody: 'json',
  creationEndsAs: 'READY',
  creatingWord: 'CREATING',
  stuckNode: false,
  deleteStatus: 204,
  deletionEnds: true,
  lookupByName: 404,
  addonsEndAs: 'INSTALLED',
  role: 'Administrator',
  permitted: true,
  version: '6.1.1',
  v3: true,
  faults: [],
};
