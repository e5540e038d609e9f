import ipaddr from 'ipaddr.js';

/** The variables that say which proxy to use. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for an https address: HTTPS_PROXY, else
 * ALL_PROXY, unless NO_PROXY lists the host. Lower-case names win, as in curl.
 */
export function proxyForHttps(target: URL, environment: ProxyEnvironment): URL | undefined {
  const proxy = read(environment, 'https_proxy') ?? read(environment, 'all_proxy');
  if (proxy === undefined || isListed(target, read(environment, 'no_proxy') ?? '')) return undefined;
  return new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
}

function read(environment: ProxyEnvironment, name: string): string | undefined {
  const value = environment[name] ?? environment[name.toUpperCase()];
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

/** NO_PROXY as Go and curl read it: names with all below them, addresses, networks (`10.0.0.0/8`), `*`, each with an optional port. */
export function isListed(target: URL, noProxy: string): boolean {
  const host = target.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = target.port === '' ? '443' : target.port;
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || fits(entry.toLowerCase(), host, port));
}

function fits(entry: string, host: string, port: string): boolean {
  const withPort = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry);
  if (withPort?.[2] !== undefined && withPort[2] !== port) return false;
  const name = (withPort?.[1] ?? entry).replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(host)) return fitsAddress(name, host);
  const domain = name.replace(/^\*?\./, '');
  return host === domain || host.endsWith(`.${domain}`);
}

function fitsAddress(entry: string, host: string): boolean {
  const address = ipaddr.process(host);
  if (ipaddr.isValid(entry)) return ipaddr.process(entry).toString() === address.toString();
  if (!ipaddr.isValidCIDR(entry)) return false;
  const [network, bits] = ipaddr.parseCIDR(entry);
  return network.kind() === address.kind() && address.match(network, bits);
}
