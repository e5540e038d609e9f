import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import {
  connect as connectTls,
  createSecureContext,
  getCACertificates,
  type PeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { MlaError } from '../errors/error.ts';
import { checkHost, createAddressRules, refusalBehind, type AddressRules } from './address-rules.ts';
import { basicLogin } from './basic-login.ts';

/** How a server's certificate is judged. */
export type CertificateTrust =
  | { readonly mode: 'system' }
  | { readonly mode: 'ca'; readonly certificate: string }
  | { readonly mode: 'fingerprint'; readonly sha256: string }
  | { readonly mode: 'insecure' };

/** Whose certificate is expected, and how it is judged. */
export interface TlsTarget {
  readonly url: URL;
  readonly trust: CertificateTrust;
  /** Name expected in the certificate when it is not the host of the URL. */
  readonly serverName?: string | undefined;
  /** Of `trustBeside`, in place of the authorities of the mode `system`. */
  readonly context?: SecureContext | undefined;
  /** Client certificate, PEM. */
  readonly client?: { readonly certificate: string; readonly key: string } | undefined;
}

/** The server's certificate is not the pinned one. The connection was closed before anything was sent over it. */
export class PinMismatch extends Error {
  override readonly name = 'PinMismatch';
  readonly seen: string;
  readonly pinned: string;

  constructor(seen: string, pinned: string) {
    super('the certificate is not the pinned one');
    this.seen = seen;
    this.pinned = pinned;
  }
}

/** The proxy did not open a tunnel. */
export class ProxyRefusal extends Error {
  override readonly name = 'ProxyRefusal';
}

/** Options of a connection. */
export interface WayOptions {
  readonly signal: AbortSignal;
  /** Addresses that are refused. Without: link-local ones. */
  readonly rules?: AddressRules | undefined;
}

/** A TCP connection to the host of a URL. Throws general.addressForbidden for an address that the rules refuse. */
export async function openTcp(target: URL, { signal, rules = createAddressRules() }: WayOptions): Promise<Socket> {
  const [host, port] = [hostOf(target), portOf(target)];
  const socket = connectTcp({ host, port, blockList: rules.blockedAt(port), noDelay: true });
  try {
    return await whenOpen(socket, 'connect', signal);
  } catch (thrown) {
    throw refusalBehind(thrown, { host, port }) ?? thrown;
  }
}

/** A tunnel through an HTTP proxy (CONNECT, RFC 9110 section 9.3.6); the proxy's user and password come from its URL. Throws general.addressForbidden. */
export async function openTunnel(target: URL, proxy: URL, options: WayOptions): Promise<Socket> {
  const { signal, rules = createAddressRules() } = options;
  if (proxy.protocol.startsWith('socks'))
    throw new ProxyRefusal('a SOCKS proxy cannot be used here; name an HTTP proxy');
  checkHost(rules, { host: hostOf(target), port: portOf(target) });
  const authority = `${target.hostname}:${portOf(target)}`;
  const login = basicLogin(proxy);
  // Loaded here, because loading it is slow and few callers need it.
  const { request: send } = await import('node:http');
  const way = await openProxy(proxy, options);
  const request = send({
    method: 'CONNECT',
    path: authority,
    createConnection: () => way,
    signal,
    headers: { host: authority, ...(login === undefined ? {} : { 'proxy-authorization': login }) },
  });
  request.end();
  return new Promise((resolve, reject) => {
    // The proxy's answer is not repeated: the user may have named any server as the proxy, and must not read its answers.
    const refuse = (status: number | undefined): void => reject(new ProxyRefusal(`it answered ${String(status)}`));
    request.once('connect', (answer, socket) => {
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) return resolve(socket);
      socket.destroy();
      refuse(status);
    });
    request.once('response', (answer) => {
      answer.destroy();
      refuse(answer.statusCode);
    });
    request.once('error', (thrown) => reject(asProxyRefusal(thrown, signal)));
  });
}

async function openProxy(proxy: URL, options: WayOptions): Promise<Socket> {
  try {
    const socket = await openTcp(proxy, options);
    return proxy.protocol === 'https:'
      ? await openTls(socket, { url: proxy, trust: { mode: 'system' } }, options.signal)
      : socket;
  } catch (thrown) {
    throw asProxyRefusal(thrown, options.signal);
  }
}

function asProxyRefusal(thrown: unknown, signal: AbortSignal): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error instanceof MlaError) return error;
  if (!signal.aborted) return new ProxyRefusal(error.message, { cause: error });
  return signal.reason instanceof Error && signal.reason.name === 'TimeoutError'
    ? new ProxyRefusal('it did not answer in time', { cause: error })
    : error;
}

/**
 * TLS over an open connection. With a pin, the one thing that counts is that
 * the certificate is that very one; it is compared before the socket is given
 * out, so that no byte of a request goes to anyone else.
 */
export async function openTls(socket: Socket, target: TlsTarget, signal: AbortSignal): Promise<TLSSocket> {
  const { trust } = target;
  const host = target.serverName ?? hostOf(target.url);
  const secure = connectTls({
    socket,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: ['http/1.1'],
    ...(target.context === undefined ? {} : { secureContext: target.context }),
    rejectUnauthorized: trust.mode === 'system' || trust.mode === 'ca',
    ...(trust.mode === 'ca' ? { ca: trust.certificate } : {}),
    ...(trust.mode === 'system' && target.context === undefined ? { ca: systemAuthorities() } : {}),
    ...(target.client === undefined ? {} : { cert: target.client.certificate, key: target.client.key }),
  });
  await whenOpen(secure, 'secureConnect', signal);
  if (trust.mode === 'fingerprint') {
    const seen = fingerprintOf(secure.getPeerCertificate());
    if (seen !== normalizeFingerprint(trust.sha256)) {
      secure.destroy();
      throw new PinMismatch(seen, normalizeFingerprint(trust.sha256));
    }
  }
  return secure;
}

let authorities: string[] | undefined;
/** The CAs of Node, of NODE_EXTRA_CA_CERTS and of the operating system. */
export function systemAuthorities(): string[] {
  return (authorities ??= [...getCACertificates('default'), ...getCACertificates('system')]);
}

/** Trusts these authorities (PEM) beside the system's. Reading them all takes a while: make it once for several connections. */
export function trustBeside(authorities: readonly string[]): SecureContext {
  return createSecureContext({ ca: [...systemAuthorities(), ...authorities] });
}

/** SHA-256 of a certificate as people compare it: upper-case pairs with colons. */
export function fingerprintOf(certificate: PeerCertificate): string {
  return certificate.fingerprint256;
}

/** Accepts `sha256:ab12…`, with or without colons or spaces, in any case. */
export function normalizeFingerprint(text: string): string {
  const digits = text
    .replace(/^sha-?256[:=\s]*/i, '')
    .replace(/[^0-9a-fA-F]/g, '')
    .toUpperCase();
  return digits.match(/../g)?.join(':') ?? '';
}

/** Fingerprint of whatever certificate a server shows, trusted or not; nothing is sent over the connection. */
export async function readFingerprint(socket: Socket, url: URL, signal: AbortSignal): Promise<string> {
  const secure = await openTls(socket, { url, trust: { mode: 'insecure' } }, signal);
  const fingerprint = fingerprintOf(secure.getPeerCertificate());
  secure.destroy();
  return fingerprint;
}

/** The host of a URL for sockets: IPv6 without brackets. */
export function hostOf(target: URL): string {
  return target.hostname.replace(/^\[|\]$/g, '');
}

/** The port of a URL, or the default of its scheme. */
export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'http:' ? 80 : 443;
}

async function whenOpen<T extends Socket>(socket: T, event: string, signal: AbortSignal): Promise<T> {
  try {
    await once(socket, event, { signal });
    return socket;
  } catch (thrown) {
    socket.destroy();
    throw thrown;
  }
}
