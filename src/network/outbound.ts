import { Agent, fetch as fetchByAgent, type buildConnector } from 'undici';
import { createAddressRules, type AddressRules } from './address-rules.ts';
import type { SecureContext } from 'node:tls';
import { openTcp, openTls, openTunnel, trustBeside } from './connect-tls.ts';
import { chooseProxy, type ProxyChoice, type ProxyEnvironment } from './outbound-proxy.ts';

/** A web request like `fetch`. */
export type OutboundFetch = (
  address: string,
  init?: {
    headers?: Record<string, string>;
    signal?: AbortSignal;
    method?: 'GET' | 'POST';
    body?: string;
    /** `follow` when left out. */
    redirect?: 'follow' | 'manual';
  },
) => Promise<Response>;

/** All outbound connections: uses the proxies of the environment and the CAs that this machine trusts. Platforms, clusters and downloads use it. */
export interface Outbound {
  /** Throws `general.badProxyAddress` if a variable is not an address. */
  wayTo(target: URL): ProxyChoice;
  /** Which addresses are refused, whatever named them. */
  readonly rules: AddressRules;
  /** Registers a port on which this process listens. Requests to it are refused. */
  readonly listensOn: (port: number) => void;
  readonly fetch: OutboundFetch;
}

/** Milliseconds to open a connection. */
const connectTimeout = 30_000;

/** By the variables of an environment (`process.env`), read for each connection. `authorities`: PEM, trusted beside those of this machine by `fetch`. */
export function createOutbound(environment: ProxyEnvironment, authorities: readonly string[] = []): Outbound {
  const ownPorts = new Set<number>();
  const rules = createAddressRules(ownPorts);
  const wayTo = (target: URL): ProxyChoice => chooseProxy(target, environment);
  const context = authorities.length === 0 ? undefined : trustBeside(authorities);
  let agent: Agent | undefined;

  return {
    wayTo,
    rules,
    listensOn: (port) => void ownPorts.add(port),
    fetch: async (address, init = {}) => {
      agent ??= new Agent({ allowH2: false, connect: connectorBy({ wayTo, rules, context }) });
      // Undici's own class of answers is the one of Node; only their types are made from different versions.
      const answer: unknown = await fetchByAgent(address, { ...init, dispatcher: agent });
      return answer as Response;
    },
  };
}

interface Way extends Pick<Outbound, 'wayTo' | 'rules'> {
  readonly context: SecureContext | undefined;
}

function connectorBy(by: Way): buildConnector.connector {
  return ({ protocol, host = '', hostname, port }, callback) => {
    const target =
      URL.parse(`${protocol}//${host === '' ? `${hostname}:${port}` : host}`) ?? new URL(`${protocol}//${hostname}`);
    open(target, by).then(
      (socket) => callback(null, socket),
      (thrown: unknown) => callback(thrown instanceof Error ? thrown : new Error(String(thrown)), null),
    );
  };
}

async function open(target: URL, { wayTo, rules, context }: Way) {
  const signal = AbortSignal.timeout(connectTimeout);
  const { proxy } = wayTo(target);
  const socket = await (proxy === undefined
    ? openTcp(target, { signal, rules })
    : openTunnel(target, proxy, { signal, rules }));
  return target.protocol === 'https:'
    ? openTls(socket, { url: target, trust: { mode: 'system' }, context }, signal)
    : socket;
}
