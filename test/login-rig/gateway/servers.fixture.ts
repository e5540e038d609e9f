import { createSecureContext, type SecureContext, type SecureVersion } from 'node:tls';
import type { KubernetesObject } from '../../../src/kubernetes/objects/object.ts';
import { specsOf } from '../login-objects.fixture.ts';

/** One server of a Gateway. */
export interface GatewayServer {
  readonly hosts: readonly string[];
  readonly port: { readonly number: number; readonly protocol: string };
  readonly tls?: {
    readonly mode?: string;
    readonly credentialName?: string;
    readonly httpsRedirect?: boolean;
    readonly minProtocolVersion?: string;
  };
}

interface GatewaySpec {
  readonly selector?: Readonly<Record<string, string>>;
  readonly servers?: readonly GatewayServer[];
}

const protocols: Readonly<Record<number, string>> = { 80: 'HTTP', 443: 'HTTPS' };
const versions: Readonly<Record<string, SecureVersion>> = { TLSV1_2: 'TLSv1.2', TLSV1_3: 'TLSv1.3' };

/** Servers of all Gateways for pods with these labels, at a port of their Service. Throws for what is not played here. */
export function serversAt(
  objects: readonly KubernetesObject[],
  labels: Readonly<Record<string, string>>,
  port: number,
): GatewayServer[] {
  const servers = specsOf<GatewaySpec>(objects, 'Gateway')
    .filter(({ apiVersion }) => apiVersion.startsWith('networking.istio.io/'))
    .filter(({ spec }) => Object.entries(spec.selector ?? {}).every(([key, value]) => labels[key] === value))
    .flatMap(({ spec }) => spec.servers ?? [])
    .filter((server) => server.port.number === port);
  for (const { port: here, tls } of servers) {
    const { mode, credentialName: _, httpsRedirect: __, minProtocolVersion, ...rest } = tls ?? {};
    const foreign = [
      ...Object.keys(rest),
      ...(here.protocol === protocols[port] ? [] : [here.protocol]),
      ...(mode === undefined || mode === 'SIMPLE' ? [] : [mode]),
      ...(minProtocolVersion === undefined || minProtocolVersion in versions ? [] : [minProtocolVersion]),
    ];
    if (foreign.length > 0) throw new Error(`The gateway of the tests does not know this of a server: ${foreign[0]}`);
  }
  return servers;
}

/**
 * The servers that take a host: of all patterns the one that says most, and each server that has it. Istio makes one
 * virtual host for each pattern of a port.
 */
export function serversFor(servers: readonly GatewayServer[], host: string): GatewayServer[] {
  const patterns = servers.flatMap(({ hosts }) => hosts).filter((pattern) => takes(pattern, host));
  const [best] = patterns.toSorted((one, other) => weight(other) - weight(one));
  return best === undefined ? [] : servers.filter(({ hosts }) => hosts.includes(best));
}

/** Whether plain HTTP for this host is sent to HTTPS: one server that says so is enough. */
export function redirects(servers: readonly GatewayServer[]): boolean {
  return servers.some(({ tls }) => tls?.httpsRedirect === true);
}

/** An exact name before a suffix, a longer suffix before a shorter one, `*` last. */
function weight(pattern: string): number {
  if (pattern === '*') return 0;
  return pattern.startsWith('*') ? pattern.length : 1000;
}

function takes(pattern: string, host: string): boolean {
  if (pattern === '*') return true;
  return pattern.startsWith('*') ? host.endsWith(pattern.slice(1)) && host !== pattern.slice(2) : pattern === host;
}

/**
 * Certificate and key of the Secret that the servers name, in the gateway's own namespace, as istiod gives them to the
 * gateway. Undefined where there is none: the gateway then answers no handshake.
 */
export function secureContextOf(
  objects: readonly KubernetesObject[],
  servers: readonly GatewayServer[],
): SecureContext | undefined {
  const [server] = servers;
  const { credentialName, minProtocolVersion = 'TLSV1_2' } = server?.tls ?? {};
  const secret = objects.find(
    ({ kind, metadata }) =>
      kind === 'Secret' && metadata.namespace === 'istio-system' && metadata.name === credentialName,
  );
  const data = secret?.['data'] as Readonly<Record<string, string>> | undefined;
  const [cert, key] = [data?.['tls.crt'], data?.['tls.key']];
  if (cert === undefined || key === undefined) return undefined;
  const minVersion = versions[minProtocolVersion] ?? 'TLSv1.2';
  return createSecureContext({ cert: Buffer.from(cert, 'base64'), key: Buffer.from(key, 'base64'), minVersion });
}
