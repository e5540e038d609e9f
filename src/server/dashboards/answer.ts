import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { MlaError, toMlaError } from '../../errors/error.ts';
import { kubeflowGateway } from '../../kubeflow/gateway.ts';
import { forwardError } from '../../kubernetes/port-forward/forward-errors.ts';
import type { Redactor } from '../../runs/secrets/redactor.ts';
import type { Logins } from '../login/logins.ts';
import type { Opened } from '../people/may-open-dashboard.ts';
import { httpStatus } from '../http/http-status.ts';
import { type DashboardSite, ticketOf } from './dashboard-host.ts';
import { failurePage } from './messages/failure-page.ts';
import { forwardRequest } from './forward-request.ts';
import { forwardUpgrade, responseOn } from './forward-upgrade.ts';
import type { Answerers } from './listener.ts';
import type { Passes } from './passes.ts';
import { ambiguityOf, foreignSenderOf } from './messages/refuse-request.ts';
import { cookieOf, requestHeaders } from './messages/request-headers.ts';
import type { LiveSessions } from './sessions.ts';
import type { Tickets } from './tickets.ts';
import type { Upstreams } from './upstreams.ts';

export interface AnswerParts {
  readonly site: DashboardSite;
  readonly tickets: Tickets;
  readonly passes: Passes;
  readonly sessions: LiveSessions;
  readonly upstreams: Upstreams;
  readonly logins: Pick<Logins, 'isToken'>;
  readonly redactor: Redactor;
  /** Receives every unexpected error, for the log. */
  readonly report: (error: unknown) => void;
  /** Where MLAnywhere itself is. */
  readonly home: () => string;
}

/** Decides about each request: a ticket becomes a pass, a pass leads to the gateway, all else is refused. */
export function answerDashboards(parts: AnswerParts): Answerers {
  const { sessions, upstreams, site } = parts;
  const isEncrypted = site.protocol === 'https:';

  const admit = async (request: IncomingMessage, upgrade: boolean): Promise<Opened> => {
    const installation = refuseForeign(request, { site, upgrade });
    const pass = cookieOf(request.headers.cookie, site.passCookie);
    const session = pass === undefined ? undefined : parts.passes.sessionOf(pass, installation);
    if (session === undefined || !(await sessions.isOpen({ session, installation })))
      throw new MlaError('access.notAdmitted', { name: installation });
    return { installation, session };
  };

  const takeTicket = async (request: IncomingMessage, response: ServerResponse, ticket: string): Promise<void> => {
    const installation = refuseForeign(request, { site, upgrade: false });
    const admission = request.method === 'GET' ? await parts.tickets.redeem(ticket, installation) : undefined;
    if (admission === undefined || !(await sessions.isOpen(admission)))
      throw new MlaError('access.notAdmitted', { name: installation });
    const pass = parts.passes.make(admission).reveal();
    response
      .writeHead(303, {
        location: admission.path,
        'set-cookie': `${site.passCookie}=${pass}; Path=/; HttpOnly; SameSite=Lax${isEncrypted ? '; Secure' : ''}`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      })
      .end();
  };

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const opened = await admit(request, false);
    const { upstream, done } = await upstreams.use(opened.installation);
    const release = sessions.bind(opened, request.socket);
    try {
      await forwardRequest(request, response, { upstream, headers: headersOf(request), isEncrypted });
    } finally {
      release();
      done();
    }
  };

  const join = async (request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> => {
    const opened = await admit(request, true);
    const { upstream, done } = await upstreams.use(opened.installation);
    const release = sessions.bind(opened, socket);
    try {
      await forwardUpgrade(request, socket, {
        stream: await upstream.dial(),
        headers: headersOf(request),
        head,
        isEncrypted,
      });
    } finally {
      release();
      done();
    }
  };

  const headersOf = (request: IncomingMessage) => requestHeaders(request, { ...parts.logins, isEncrypted });

  const refuse = (thrown: unknown, response: ServerResponse): void => {
    const error = thrown instanceof MlaError ? thrown : forwardError(thrown, gatewayPort);
    if (error.kind === 'internal') parts.report(thrown);
    if (response.headersSent || response.destroyed) return void response.destroy();
    const body = failurePage(cleaned(error, parts.redactor), parts.home());
    // The rest of a body that nobody reads must not be taken for the next request.
    response.writeHead(httpStatus(error), {
      'content-type': 'text/html; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      connection: 'close',
    });
    response.end(body);
  };

  return {
    request: (request, response) => {
      const ticket = ticketOf(request.url ?? '');
      const answering = ticket === undefined ? pass(request, response) : takeTicket(request, response, ticket);
      answering.catch((thrown: unknown) => refuse(thrown, response));
    },
    upgrade: (request, socket, head) => {
      join(request, socket, head).catch((thrown: unknown) => refuse(thrown, responseOn(request, socket)));
    },
  };
}

const gatewayPort = { namespace: kubeflowGateway.namespace, name: kubeflowGateway.service, port: kubeflowGateway.port };

/** The installation that a request is for. Throws `access.requestRefused`. */
function refuseForeign(
  request: IncomingMessage,
  { site, upgrade }: { readonly site: DashboardSite; readonly upgrade: boolean },
): string {
  const refused = (reason: string): MlaError => new MlaError('access.requestRefused', { reason });
  const ambiguity = ambiguityOf(request);
  if (ambiguity !== undefined) throw refused(ambiguity);
  if (upgrade && request.headers.upgrade?.toLowerCase() !== 'websocket')
    throw refused('only upgrades to a WebSocket are supported');
  const installation = site.installationOf(request.headers.host);
  if (installation === undefined) throw refused('the host name is none of a dashboard');
  const sender = foreignSenderOf(request, { protocol: site.protocol, upgrade });
  if (sender !== undefined) throw refused(`it comes from ${sender}`);
  return installation;
}

function cleaned(error: MlaError, redactor: Redactor): Parameters<typeof failurePage>[0] {
  const clean = (text: string): string => redactor.cleanText(text);
  const { code, message, likelyCause, fix } = toMlaError(error);
  return { code, message: clean(message), likelyCause: clean(likelyCause), fix: clean(fix) };
}
