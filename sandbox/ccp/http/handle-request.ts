import { setTimeout as wait } from 'node:timers/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { matchPattern, notThere, readBody, sendAnswer, type Answer, type Call, type Route } from './http.ts';
import type { Simulation } from '../simulation.ts';
import type { CcpFault } from '../switches.ts';

/** What came in, for tests. Bodies hold passwords: this list never leaves the process. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

/** Answers one request: fault before, slash rules, login, permission, endpoint, fault after. */
export async function handleRequest(
  given: { simulation: Simulation; routes: readonly Route[]; log: (request: ReceivedRequest) => void },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { simulation, routes, log } = given;
  const url = new URL(request.url ?? '/', 'https://ccp');
  const call = {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: await readBody(request),
  };
  log({ method: call.method, path: call.path, query: url.search, body: call.body, headers: call.headers });
  const before = takeFault(simulation, call, 'before');
  if (before !== undefined && !(await endures(before, request, response))) return;
  const answer = await answerCall(simulation, routes, call);
  const after = takeFault(simulation, call, 'after');
  if (after !== undefined && !(await endures(after, request, response))) return;
  sendAnswer(request, response, answer);
}

type BareCall = Omit<Call, 'parameters'>;

async function answerCall(simulation: Simulation, routes: readonly Route[], call: BareCall): Promise<Answer> {
  const { switches, sessions } = simulation;
  if (!switches.v3 && call.path.startsWith('/v3/')) return notThere(switches);
  for (const route of routes) {
    const parameters = route.method === call.method ? matchPattern(route.pattern, call.path) : undefined;
    if (parameters === undefined) continue;
    const slash = checkSlash(simulation, route, call);
    if (slash !== undefined) return slash;
    if (route.access !== 'open' && !sessions.admits({ ...call, parameters }, route.access))
      return refuseLogin(simulation, { ...call, parameters });
    if (route.access !== 'open' && !switches.permitted)
      return { status: 403, json: { detail: 'You do not have permission to perform this action.' } };
    return await route.handle({ ...call, parameters });
  }
  return notThere(switches);
}

function refuseLogin({ switches, sessions }: Simulation, call: Call): Answer {
  if (switches.expiredToken === 403 && sessions.hasExpired(call))
    return { status: 403, json: { detail: 'Authentication credentials were not provided.' } };
  return { status: 401, json: { detail: 'Unauthorized' } };
}

/** The habits of Django's APPEND_SLASH in v3: a GET may be sent on, a write without the slash fails. */
function checkSlash({ switches }: Simulation, route: Route, call: BareCall): Answer | undefined {
  if (call.path.endsWith('/') || route.access !== 'v3') return undefined;
  if (call.method !== 'GET') return { status: 500, html: '<h1>Server Error (500)</h1>' };
  const search = call.query.size === 0 ? '' : `?${call.query.toString()}`;
  return switches.slashlessGet === 'redirected'
    ? { status: 301, headers: { location: `${call.path}/${search}` } }
    : undefined;
}

function takeFault({ switches }: Simulation, call: BareCall, when: CcpFault['when']): CcpFault | undefined {
  const index = switches.faults.findIndex(
    (fault) =>
      fault.when === when &&
      fault.times > 0 &&
      call.path.startsWith(fault.path) &&
      (fault.method === undefined || fault.method === call.method),
  );
  const fault = switches.faults[index];
  if (fault !== undefined)
    switches.faults = switches.faults.map((one, at) => (at === index ? { ...one, times: one.times - 1 } : one));
  return fault;
}

/** Lets the fault act; true when the request goes on as usual after it. */
async function endures(fault: CcpFault, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (fault.with === 'reset') {
    request.socket.resetAndDestroy();
    return false;
  }
  if (fault.with === 'silence') return false;
  if (fault.with === 'drip') {
    response.writeHead(200, { 'content-type': 'application/json' });
    const drops = setInterval(() => response.write(' '), 20).unref();
    response.on('close', () => clearInterval(drops));
    return false;
  }
  if ('delayMilliseconds' in fault.with) {
    await wait(fault.with.delayMilliseconds, undefined, { ref: false });
    return true;
  }
  const { status, body = '', contentType = 'text/html', location } = fault.with;
  sendAnswer(request, response, {
    status,
    text: body,
    headers: { 'content-type': contentType, ...(location === undefined ? {} : { location }) },
  });
  return false;
}
