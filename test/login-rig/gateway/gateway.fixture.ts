import { createServer, ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { KubernetesObject } from '../../../src/kubernetes/objects/object.ts';
import { objectNamed, specsOf } from '../login-objects.fixture.ts';
import { close, forward, listen, resolveService, type Programs } from '../service-network.fixture.ts';
import { forwardUpgrade } from '../forward-upgrade.fixture.ts';
import type { RigProgram } from '../rig-program.fixture.ts';
import { askProvider } from './external-check.fixture.ts';
import { acceptSecure } from './handshake.fixture.ts';
import { policiesFor, type PolicyRequest } from './policies.fixture.ts';
import { routeOf } from './routes.fixture.ts';
import { redirects, secureContextOf, serversAt, serversFor } from './servers.fixture.ts';
import { authenticate } from './tokens.fixture.ts';

const gateway = { namespace: 'istio-system', name: 'istio-ingressgateway' };

/** What the gateway's certificate says. */
const gatewayPrincipal = 'cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account';

export interface GatewayOptions {
  /** Read at each request, as istiod tells the gateway of changes. */
  readonly objects: () => readonly KubernetesObject[];
  readonly programs: Programs;
  /** Seconds that passed since the login, as far as tokens are concerned. */
  readonly later: () => number;
  /** Of its plain port; 0: any free one. */
  readonly port: number;
}

/** The program, and the port of this machine that stands for its port 443. */
export interface RunningGateway extends RigProgram {
  readonly securePort: number;
}

/**
 * Plays Istio's ingress gateway on its ports 80 and 443: Gateways, VirtualServices, RequestAuthentications and
 * AuthorizationPolicies are followed in the order of Envoy's filters (external check, token, policies, redirect to HTTPS,
 * route), and so are the policies of the workload behind. Not played: HTTP/2, retries, timeouts, and NetworkPolicies.
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  let log = '';
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse, upgrade?: Upgrade): void => {
    handle(incoming, outgoing, { ...options, ...(upgrade && { upgrade }) }).then(
      (what) => (log += `${incoming.method ?? ''} ${incoming.url ?? ''} ${what}\n`),
      (thrown: unknown) => {
        log += `${String(thrown)}\n`;
        outgoing.writeHead(500).end(String(thrown));
      },
    );
  };
  const server = createServer(answer);
  server.on('upgrade', (incoming, socket: Socket, head) => {
    socket.on('error', () => socket.destroy());
    answer(incoming, answerOn(incoming, socket), { socket, head });
  });
  const secure = acceptSecure(server, (name) => {
    const objects = options.objects();
    const servers = serversAt(objects, gatewayLabels(objects), 443);
    return secureContextOf(objects, serversFor(servers, name ?? '*'));
  });
  const [port, securePort] = await Promise.all([listen(server, options.port), listen(secure)]);
  return {
    port,
    securePort,
    log: () => log,
    stop: async () => {
      secure.close();
      await close(server);
    },
  };
}

/** A request that wants the connection for itself, a WebSocket. */
interface Upgrade {
  readonly socket: Socket;
  readonly head: Buffer;
}

/** Answers a request for an upgrade without one; the connection ends with it. */
function answerOn(incoming: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(incoming);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.destroySoon());
  return response;
}

/** An answer of the gateway itself. */
class Refusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;

  constructor(status: number, text: string, headers: Refusal['headers'] = { 'content-type': 'text/plain' }) {
    super(text);
    this.status = status;
    this.headers = headers;
  }
}

type Handling = GatewayOptions & { readonly upgrade?: Upgrade };

async function handle(incoming: IncomingMessage, outgoing: ServerResponse, options: Handling): Promise<string> {
  try {
    const headers = await letIn(incoming, options);
    refusePlain(incoming, options.objects());
    return passOn(incoming, outgoing, { headers, ...options });
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    outgoing.writeHead(thrown.status, thrown.headers).end(thrown.message);
    return `${thrown.status} ${thrown.message.slice(0, 60)}`;
  }
}

/** Envoy's filters: the external check, the token, the policies. The headers of the request as they leave the last one. */
async function letIn(
  incoming: IncomingMessage,
  { objects: read, programs, later }: GatewayOptions,
): Promise<Record<string, string>> {
  const objects = read();
  const { path, method } = lineOf(incoming);
  if (serversOf(incoming, objects).length === 0) throw new Refusal(404, '');
  const scheme = isSecure(incoming) ? 'https' : 'http';
  const headers = { ...flat(incoming), 'x-forwarded-proto': scheme, 'x-forwarded-for': '127.0.0.1' };
  const policies = policiesFor(objects, { namespace: gateway.namespace, labels: gatewayLabels(objects) });
  const request: PolicyRequest = { path: pathOf(path), method, headers };
  const provider = policies.custom(request);
  const verdict = provider && (await askProvider(provider, { method, path, headers }, { objects, programs }));
  if (verdict && !('allowed' in verdict)) throw new Refusal(verdict.status, verdict.body, verdict.headers);
  const checked = { ...headers, ...(verdict && verdict.allowed) };
  const now = Date.now() / 1000 + later();
  const authentication = await authenticate(checked, { objects, programs, now });
  if ('refusal' in authentication) throw new Refusal(401, authentication.refusal);
  const { principal, headers: claims } = authentication;
  if (!policies.allows({ ...request, headers: checked, ...(principal && { requestPrincipal: principal }) }))
    throw new Refusal(403, 'RBAC: access denied');
  return withoutEmpty({ ...checked, ...claims });
}

/** Envoy sends to HTTPS where it would route: what the filters before refuse is refused over plain HTTP too. Source: Istio, issue 36498. */
function refusePlain(incoming: IncomingMessage, objects: readonly KubernetesObject[]): void {
  if (isSecure(incoming) || !redirects(serversOf(incoming, objects))) return;
  throw new Refusal(301, '', { location: `https://${incoming.headers.host ?? ''}${incoming.url ?? '/'}` });
}

/** The route, and the sidecar behind it. */
function passOn(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  given: Handling & { readonly headers: Record<string, string> },
): string {
  const objects = given.objects();
  const { path, method } = lineOf(incoming);
  const route = routeOf(objects, path, hostOf(incoming));
  if (route === undefined) throw new Refusal(404, '');
  const target = resolveService(objects, given.programs, route);
  if (target === undefined) throw new Refusal(503, 'no healthy upstream');
  const headers = { ...given.headers, ...route.headers };
  const request = { path: pathOf(route.path), method, headers, principal: gatewayPrincipal };
  if (!behindAllows(objects, target.service, request)) throw new Refusal(403, 'RBAC: access denied');
  const onward = { port: target.port, path: route.path, headers };
  if (given.upgrade === undefined) forward(incoming, outgoing, onward);
  else forwardUpgrade(incoming, outgoing, { ...onward, ...given.upgrade });
  return `to ${target.service}`;
}

function isSecure({ socket }: IncomingMessage): boolean {
  return socket instanceof TLSSocket;
}

function serversOf(incoming: IncomingMessage, objects: readonly KubernetesObject[]): ReturnType<typeof serversFor> {
  const servers = serversAt(objects, gatewayLabels(objects), isSecure(incoming) ? 443 : 80);
  return serversFor(servers, hostOf(incoming));
}

function lineOf({ url = '/', method = 'GET' }: IncomingMessage): { readonly path: string; readonly method: string } {
  return { path: url, method };
}

function pathOf(path: string): string {
  return path.split('?')[0] ?? '/';
}

type Workload = KubernetesObject & { readonly spec: { template: { metadata: { labels?: Record<string, string> } } } };

/** Whether the sidecar behind lets it in. Pods of a namespace without injection have none. */
function behindAllows(objects: readonly KubernetesObject[], service: string, request: PolicyRequest): boolean {
  const [namespace = '', name = ''] = service.split('/');
  const home = objects.find((one) => one.kind === 'Namespace' && one.metadata.name === namespace);
  if (home?.metadata.labels?.['istio-injection'] !== 'enabled') return true;
  const selector = specsOf<{ selector?: Record<string, string> }>(objects, 'Service').find(
    ({ metadata }) => metadata.namespace === namespace && metadata.name === name,
  )?.spec.selector;
  const workload = specsOf<Workload['spec']>(objects, 'Deployment').find(
    ({ metadata, spec }) =>
      metadata.namespace === namespace &&
      Object.entries(selector ?? {}).every(([key, value]) => spec.template.metadata.labels?.[key] === value),
  );
  const labels = workload?.spec.template.metadata.labels ?? {};
  if (labels['sidecar.istio.io/inject'] === 'false') return true;
  return policiesFor(objects, { namespace, labels }).allows(request);
}

function hostOf(incoming: IncomingMessage): string {
  return (incoming.headers.host ?? '').replace(/:\d+$/, '');
}

function flat(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function withoutEmpty(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
}

function gatewayLabels(objects: readonly KubernetesObject[]): Record<string, string> {
  const name = `${gateway.namespace}/${gateway.name}`;
  const { spec } = objectNamed<Workload>(objects, 'Deployment', name);
  return spec.template.metadata.labels ?? {};
}
