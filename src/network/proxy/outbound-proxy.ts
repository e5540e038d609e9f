import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { MlaError } from '../../errors/error.ts';
import { hostOf } from '../connect-tls.ts';
import { findListed, plainAddress } from './no-proxy.ts';
import { ProxyAddress } from './proxy-address.ts';

/** The variables that say which proxy to use. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/** How an address is reached, and why. */
export interface ProxyChoice {
  /** Undefined: directly. */
  readonly proxy?: ProxyAddress;
  /** What decided, as a sentence for an error: which variable, or that none is set. Never a password. */
  readonly because: string;
  /** Goes before the proxy that a kubeconfig names. */
  readonly overrides?: true;
}

/**
 * The way to an address that the environment names, as kubectl and every
 * program in Go has it (golang.org/x/net/http/httpproxy): HTTPS_PROXY for
 * https, HTTP_PROXY for http, upper case before lower case, not for this
 * machine itself and not for what NO_PROXY lists. ALL_PROXY counts where the
 * other is not set: curl has it, Go has not. Throws `general.badProxyAddress`.
 */
export function chooseProxy(target: URL, environment: ProxyEnvironment): ProxyChoice {
  const names = [target.protocol === 'http:' ? 'HTTP_PROXY' : 'HTTPS_PROXY', 'ALL_PROXY'];
  const found = names.flatMap((name) => read(environment, name)).at(0);
  if (found === undefined) return { because: `No proxy is set (${names[0] ?? ''}).` };
  if (isThisMachine(hostOf(target)))
    return { because: `${found.name} is set, but this machine itself is reached directly.` };
  if (isOwnCluster(hostOf(target), environment))
    return {
      because: `${found.name} is set, but ${target.hostname} is in the cluster that MLAnywhere runs in: it is reached directly.`,
    };
  const listed = findVariable(environment, 'NO_PROXY');
  const entry = listed && findListed(target, listed.value);
  if (listed !== undefined && entry !== undefined)
    return { because: `${found.name} is set, but ${listed.name} lists ${describeListed(target, entry)}` };
  const proxy = readProxy(found);
  return { proxy, because: `${found.name} names the proxy ${proxy.shown}.` };
}

export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** A variable by its name in upper case, else in lower case; one of blanks only counts as not set. */
export function findVariable(environment: ProxyEnvironment, upper: string): Variable | undefined {
  return read(environment, upper).at(0);
}

function read(environment: ProxyEnvironment, upper: string): Variable[] {
  return [upper, upper.toLowerCase()].flatMap((name) => {
    const value = environment[name]?.trim() ?? '';
    return value === '' ? [] : [{ name, value }];
  });
}

/** The text is not repeated in an error: it may hold a password. Throws `general.badProxyAddress`. */
function readProxy({ name, value }: Variable): ProxyAddress {
  const proxy = ProxyAddress.read(value);
  if (proxy !== undefined) return proxy;
  throw new MlaError('general.badProxyAddress', { variable: name });
}

/** `api.lab.example (as .lab.example): it is reached directly.` */
function describeListed({ hostname }: URL, entry: string): string {
  return `${hostname}${entry.toLowerCase() === hostname ? '' : ` (as ${entry})`}: it is reached directly.`;
}

/** Whether a host is this machine, by name or address. */
export function isThisMachine(host: string): boolean {
  if (isIP(host) === 0) return /^(.+\.)?localhost\.?$/i.test(host);
  return ['loopback', 'unspecified'].includes(ipaddr.process(host).range());
}

/**
 * In a pod: the API server by the address that each pod is told, and the names of Services. A proxy
 * outside the cluster cannot reach them, and who sets one up forgets them.
 */
function isOwnCluster(host: string, environment: ProxyEnvironment): boolean {
  const apiServer = environment['KUBERNETES_SERVICE_HOST']?.trim() ?? '';
  if (apiServer === '') return false;
  if (isIP(host) !== 0) return isIP(apiServer) !== 0 && plainAddress(apiServer) === plainAddress(host);
  return host === apiServer || /\.svc(\.cluster\.local)?\.?$/i.test(host) || /^kubernetes(\.default)?$/i.test(host);
}
