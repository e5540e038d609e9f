import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { readFingerprint, type CertificateTrust } from '../../network/connect-tls.ts';
import { findProxyRefusal } from '../../network/network-failure.ts';
import { openWay as openNetworkWay, secureWay, type Way } from '../../network/open-way.ts';
import { certificateFailures, explainNetworkFailure } from './api/network-errors.ts';

/** Where CCP is, how its certificate is judged, and the proxy on the way, if any. */
export interface CcpTarget extends Way {
  readonly url: URL;
  readonly trust: CertificateTrust;
  /** Why this proxy, or none, is used, as a sentence. */
  readonly because?: string;
  /** Milliseconds for connecting. */
  readonly connectTimeout: number;
}

/** TCP to CCP, or to the proxy and through it. @throws `ccp.hostUnknown`, `ccp.connectionRefused`, `ccp.unreachable`, `ccp.proxyRefused`, `general.addressForbidden` */
export async function openWay(target: CcpTarget, signal?: AbortSignal): Promise<Socket> {
  return explained(target, signal, (limited) => openNetworkWay(target.url, target, limited));
}

/** TLS to CCP over an open way. With a certificate that is not trusted, the error tells its fingerprint. @throws what explainNetworkFailure tells */
export async function openSecure(target: CcpTarget, way: Socket, signal?: AbortSignal): Promise<TLSSocket> {
  return explained(target, signal, (limited) =>
    secureWay(way, { url: target.url, trust: target.trust }, { way: target, signal: limited }),
  );
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
    if (timeout.aborted && findProxyRefusal(thrown) === undefined) {
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
