import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { MlaError } from '../errors/error.ts';
import { hostOf, openTcp, openTls, UntrustedCertificate, type TlsTarget, type WayOptions } from './connect-tls.ts';
import { openSocks } from './proxy/open-socks.ts';
import { openTunnel } from './proxy/open-tunnel.ts';
import type { ProxyAddress } from './proxy/proxy-address.ts';

/** How a server is reached. */
export interface Way extends Omit<WayOptions, 'signal'> {
  /** Directly without. */
  readonly proxy?: ProxyAddress | undefined;
}

/** A connection to the host of a URL, directly or through a proxy. Throws ProxyRefusal, general.proxyLoginUnsupported and general.addressForbidden. */
export function openWay(target: URL, { proxy, ...way }: Way, signal: AbortSignal): Promise<Socket> {
  const options = { ...way, signal };
  if (proxy === undefined) return openTcp(target, options);
  return (proxy.isSocks ? openSocks : openTunnel)(target, proxy, options);
}

/**
 * The same with TLS. Throws also PinMismatch. Where a proxy is on the way and the certificate is from an authority that
 * is not trusted: general.certificateInspected, or general.inspectedBesideAuthority if only a named authority counts.
 */
export async function openSecureWay(target: TlsTarget, way: Way, signal: AbortSignal): Promise<TLSSocket> {
  const socket = await openWay(target.url, way, signal);
  return secureWay(socket, target, { way, signal });
}

/** TLS over an open way. */
export async function secureWay(
  socket: Socket,
  target: TlsTarget,
  { way, signal }: { readonly way: Way; readonly signal: AbortSignal },
): Promise<TLSSocket> {
  try {
    return await openTls(socket, { authorities: way.authorities, ...target }, signal);
  } catch (thrown) {
    throw explainInspection(thrown, target, way.proxy) ?? thrown;
  }
}

/** A certificate that a server signed itself is the server's own: proxies sign theirs with an authority. */
function explainInspection(
  thrown: unknown,
  { url, trust }: TlsTarget,
  proxy: ProxyAddress | undefined,
): MlaError | undefined {
  if (proxy === undefined || !(thrown instanceof UntrustedCertificate) || thrown.isSelfSigned) return undefined;
  const key = trust.mode === 'ca' ? 'general.inspectedBesideAuthority' : 'general.certificateInspected';
  return new MlaError(key, { host: hostOf(url), issuer: thrown.issuer, proxy: proxy.shown }, { cause: thrown });
}
