import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import {
  connect as connectTls,
  type ConnectionOptions as TlsOptions,
  type PeerCertificate,
  type TLSSocket,
} from 'node:tls';
import { createAddressRules, refusalBehind, type AddressRules } from './address-rules.ts';
import { describeName, machineTrust, type Authorities } from './authorities.ts';

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
  /** For the mode `system`; those of this machine without. */
  readonly authorities?: Authorities | undefined;
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

/** The certificate is from an authority that is not trusted. Has code and message of Node's error. */
export class UntrustedCertificate extends Error {
  override readonly name = 'UntrustedCertificate';
  readonly code: string;
  /** Whom the certificate names as its authority, in words. */
  readonly issuer: string;
  readonly isSelfSigned: boolean;

  constructor(cause: NodeJS.ErrnoException, shown: PeerCertificate) {
    super(cause.message, { cause });
    this.code = cause.code ?? '';
    this.issuer = describeIssuer(shown);
    this.isSelfSigned = this.code === 'DEPTH_ZERO_SELF_SIGNED_CERT';
  }
}

/** Options of a connection. */
export interface WayOptions {
  readonly signal: AbortSignal;
  /** Addresses that are refused. Without: link-local ones. */
  readonly rules?: AddressRules | undefined;
  /** Trusted beside what a target says, also of a proxy; those of this machine without. */
  readonly authorities?: Authorities | undefined;
}

/** A TCP connection to the host of a URL. Throws general.addressForbidden and general.targetNotAllowed for an address that the rules refuse. */
export async function openTcp(target: URL, { signal, rules = createAddressRules() }: WayOptions): Promise<Socket> {
  const [host, port] = [hostOf(target), portOf(target)];
  const socket = connectTcp({ host, port, blockList: rules.blockedAt(port, host), noDelay: true });
  try {
    return await whenOpen(socket, 'connect', signal);
  } catch (thrown) {
    throw refusalBehind(rules, thrown, { host, port }) ?? thrown;
  }
}

/**
 * TLS over an open connection. With a pin, the one thing that counts is that
 * the certificate is that very one; it is compared before the socket is given
 * out, so that no byte of a request goes to anyone else.
 */
export async function openTls(socket: Socket, target: TlsTarget, signal: AbortSignal): Promise<TLSSocket> {
  const { trust } = target;
  const host = target.serverName ?? hostOf(target.url);
  let shown: PeerCertificate | undefined;
  const secure = connectTls({
    socket,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: trust.mode === 'system' || trust.mode === 'ca',
    ...(trust.mode === 'ca' ? { ca: trust.certificate } : {}),
    ...(trust.mode === 'system' ? systemTrust(target) : {}),
    ...(target.client === undefined ? {} : { cert: target.client.certificate, key: target.client.key }),
  });
  // Before Node judges the certificate: then the connection is closed, and nothing can be read from it.
  secure.prependOnceListener('secure', () => (shown = secure.getPeerCertificate()));
  try {
    await whenOpen(secure, 'secureConnect', signal);
  } catch (thrown) {
    throw shown !== undefined && isUntrusted(thrown) ? new UntrustedCertificate(thrown, shown) : thrown;
  }
  if (trust.mode === 'fingerprint') {
    const seen = fingerprintOf(secure.getPeerCertificate());
    if (seen !== normalizeFingerprint(trust.sha256)) {
      secure.destroy();
      throw new PinMismatch(seen, normalizeFingerprint(trust.sha256));
    }
  }
  return secure;
}

/** A ready context takes no client certificate. */
function systemTrust({ authorities = machineTrust, client }: TlsTarget): TlsOptions {
  return client === undefined ? { secureContext: authorities.context() } : { ca: [...authorities.list()] };
}

function isUntrusted(thrown: unknown): thrown is NodeJS.ErrnoException {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return /^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/.test(code);
}

/** Whom a certificate names as its authority, in words. */
export function describeIssuer({ issuer }: PeerCertificate): string {
  return describeName(issuer);
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
  if (protocol.startsWith('socks')) return 1080;
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
