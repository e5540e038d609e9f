import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { AddressRules } from '../../network/address-rules.ts';
import { openTcp, openTls, openTunnel, readFingerprint, type CertificateTrust } from '../../network/connect-tls.ts';
import { certificateFailures, explainNetworkFailure } from './api/network-errors.ts';

/** Where CCP is, how its certificate is judged, and the proxy on the way, if any. */
export interface CcpTarget {
  readonly url: URL;
  readonly trust: CertificateTrust;
  readonly proxy: URL | undefined;
  /** Why this proxy, or none, is used, as a sentence. */
  readonly because?: string;
  readonly rules?: AddressRules;
  /** Milliseconds for connecting. */
  readonly connectTimeout: number;
}

/** TCP to CCP, or to the proxy and through it. @throws `ccp.hostUnknown`, `ccp.connectionRefused`, `ccp.unreachable`, `ccp.proxyRefused`, `general.addressForbidden` */
export async function openWay(target: CcpTarget, signal?: AbortSignal): Promise<Socket> {
  return explained(target, signal, (limited) =>
    target.proxy === undefined
      ? openTcp(target.url, { signal: limited, rules: target.rules })
      : openTunnel(target.url, target.proxy, { signal: limited, rules: target.rules }),
  );
}

/** TLS to CCP over an open way. With a certificate that is not trusted, the error tells its fingerprint. @throws what explainNetworkFailure tells */
export async function openSecure(target: CcpTarget, way: Socket, signal?: AbortSignal): Promise<TLSSocket> {
  return explained(target, signal, (limited) => openTls(way, target, limited));
}

/** The fingerprint of the server's certificate. Undefined if the server shows none. */
export async function seeFingerprint(target: CcpTarget, signal?: AbortSignal): Promise<string | undefined> {
  const limited = limit(target, signal);
  try {
    return await readFingerprint(await openWay(target, limited), target.url, limited);
  } catch {
    return undefined;
  }
}

async function explained<T>(
  target: CcpTarget,
  signal: AbortSignal | undefined,
  open: (limited: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = AbortSignal.timeout(target.connectTimeout);
  try {
    return await open(signal === undefined ? timeout : AbortSignal.any([signal, timeout]));
  } catch (thrown) {
    signal?.throwIfAborted();
    const context = { address: target.url.origin, proxy: target.proxy, because: target.because };
    if (timeout.aborted) {
      throw explainNetworkFailure(
        Object.assign(new Error(`no connection within ${String(target.connectTimeout / 1000)} s`), {
          code: 'ETIMEDOUT',
        }),
        context,
      );
    }
    const failure = explainNetworkFailure(thrown, context);
    if (!certificateFailures.has(failure.key)) throw failure;
    throw explainNetworkFailure(thrown, { ...context, fingerprint: await seeFingerprint(target, signal) });
  }
}

function limit(target: CcpTarget, signal: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(target.connectTimeout);
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}
