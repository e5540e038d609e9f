import { Agent, fetch as fetchByAgent, type buildConnector } from 'undici';
import { createAddressRules, type AddressRules } from './address-rules.ts';
import type { AllowedTargets } from './targets/allowed-targets.ts';
import { createAuthorities, type Authorities } from './authorities.ts';
import { openSecureWay, openWay } from './open-way.ts';
import { programEnvironment } from './program-environment.ts';
import { chooseProxy, type ProxyChoice, type ProxyEnvironment } from './proxy/outbound-proxy.ts';

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
  /** Which certificate authorities are trusted where a connection names none itself. */
  readonly authorities: Authorities;
  /** Variables for programs that this process starts, so that they take the same way out. `trusted`: in place of the authorities here. Throws `general.badAuthorityFile`. */
  readonly programEnvironment: (trusted?: Authorities) => Record<string, string>;
  /** Registers a port on which this process listens. Requests to it are refused. */
  readonly listensOn: (port: number) => void;
  readonly fetch: OutboundFetch;
}

/** What a connection is opened by. */
export type Ways = Pick<Outbound, 'wayTo' | 'rules'> & Partial<Pick<Outbound, 'authorities' | 'programEnvironment'>>;

/** Milliseconds to open a connection. */
const connectTimeout = 30_000;

/** By the variables of an environment (`process.env`), read for each connection. With `allowed`, nothing else is connected to. */
export function createOutbound(environment: ProxyEnvironment, allowed?: AllowedTargets): Outbound {
  const ownPorts = new Set<number>();
  const rules = createAddressRules(ownPorts, allowed);
  const authorities = createAuthorities(environment);
  const wayTo = (target: URL): ProxyChoice => chooseProxy(target, environment);
  let agent: Agent | undefined;

  return {
    wayTo,
    rules,
    authorities,
    programEnvironment: (trusted) => programEnvironment(environment, { authorities, trusted }),
    listensOn: (port) => void ownPorts.add(port),
    fetch: async (address, init = {}) => {
      agent ??= new Agent({ allowH2: false, connect: connectorBy({ wayTo, rules, authorities }) });
      // Undici's own class of answers is the one of Node; only their types are made from different versions.
      const answer: unknown = await fetchByAgent(address, { ...init, dispatcher: agent });
      return answer as Response;
    },
  };
}

function connectorBy(by: Ways): buildConnector.connector {
  return ({ protocol, host = '', hostname, port }, callback) => {
    const target =
      URL.parse(`${protocol}//${host === '' ? `${hostname}:${port}` : host}`) ?? new URL(`${protocol}//${hostname}`);
    open(target, by).then(
      (socket) => callback(null, socket),
      (thrown: unknown) => callback(thrown instanceof Error ? thrown : new Error(String(thrown)), null),
    );
  };
}

async function open(url: URL, { wayTo, ...by }: Ways) {
  const way = { ...by, proxy: wayTo(url).proxy };
  const signal = AbortSignal.timeout(connectTimeout);
  return url.protocol === 'https:'
    ? openSecureWay({ url, trust: { mode: 'system' } }, way, signal)
    : openWay(url, way, signal);
}
