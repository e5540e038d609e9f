import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { KubernetesObject } from '../../../src/kubernetes/objects/object.ts';
import { objectNamed, specsOf } from '../login-objects.fixture.ts';
import { close, forward, listen, resolveService, type Programs } from '../service-network.fixture.ts';
import type { RigProgram } from '../rig-program.fixture.ts';
import { askProvider } from './external-check.fixture.ts';
import { policiesFor, type PolicyRequest } from './policies.fixture.ts';
import { routeOf } from './routes.fixture.ts';
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
  /** 0: any free one. */
  readonly port: number;
}

/**
 * Plays Istio's ingress gateway on port 80: Gateways, VirtualServices, RequestAuthentications and AuthorizationPolicies
 * are followed in the order of Envoy's filters (external check, token, policies, route), and so are the policies of the
 * workload behind. Not played: TLS, retries, timeouts, WebSocket, and NetworkPolicies.
 */
export async function startGateway(options: GatewayOptions): Promise<RigProgram> {
  let log = '';
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing, options).then(
      (what) => (log += `${incoming.method ?? ''} ${incoming.url ?? ''} ${what}\n`),
      (thrown: unknown) => {
        log += `${String(thrown)}\n`;
        outgoing.writeHead(500).end(String(thrown));
      },
    );
  });
  return { port: await listen(server, options.port), log: () => log, stop: () => close(server) };
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

async function handle(incoming: IncomingMessage, outgoing: ServerResponse, options: GatewayOptions): Promise<string> {
  try {
    const headers = await letIn(incoming, options);
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
  if (!isServed(objects, hostOf(incoming))) throw new Refusal(404, '');
  const headers = { ...flat(incoming), 'x-forwarded-proto': 'http', 'x-forwarded-for': '127.0.0.1' };
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

/** The route, and the sidecar behind it. */
function passOn(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  given: GatewayOptions & { readonly headers: Record<string, string> },
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
  forward(incoming, outgoing, { port: target.port, path: route.path, headers });
  return `to ${target.service}`;
}

function lineOf({ url = '/', method = 'GET' }: IncomingMessage): { readonly path: string; readonly method: string } {
  return { path: url, method };
}

function pathOf(path: string): string {
  return path.split('?')[0] ?? '/';
}

type Workload = KubernetesObject & { readonly spec: { template: { metadata: { labels?: Record<string, string> } } } };

/** Whether a Gateway for these pods takes the host on port 80. */
function isServed(objects: readonly KubernetesObject[], host: string): boolean {
  return specsOf<{ servers?: { hosts: string[]; port: { number: number } }[] }>(objects, 'Gateway').some(
    ({ metadata, spec }) => {
      const servers = metadata.name === 'kubeflow-gateway' ? (spec.servers ?? []) : [];
      return servers.some(({ hosts, port }) => port.number === 80 && hosts.some((one) => one === '*' || one === host));
    },
  );
}

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
