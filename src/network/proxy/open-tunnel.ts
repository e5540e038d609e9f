import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { MlaError } from '../../errors/error.ts';
import { checkHost, createAddressRules } from '../address-rules.ts';
import { hostOf, openTcp, openTls, portOf, UntrustedCertificate, type WayOptions } from '../connect-tls.ts';
import type { ProxyAddress } from './proxy-address.ts';
import { ProxyRefusal } from './proxy-refusal.ts';

/** A tunnel through an HTTP proxy (CONNECT, RFC 9110 section 9.3.6). Throws ProxyRefusal, general.proxyLoginUnsupported and general.addressForbidden. */
export async function openTunnel(target: URL, proxy: ProxyAddress, options: WayOptions): Promise<Socket> {
  const { signal, rules = createAddressRules() } = options;
  checkHost(rules, { host: hostOf(target), port: portOf(target) });
  const authority = `${target.hostname}:${portOf(target)}`;
  const login = proxy.basic?.reveal();
  // Loaded here, because loading it is slow and few callers need it.
  const { request: send } = await import('node:http');
  const way = await reachProxy(proxy, options);
  const request = send({
    method: 'CONNECT',
    path: authority,
    createConnection: () => way,
    signal,
    headers: { host: authority, ...(login === undefined ? {} : { 'proxy-authorization': login }) },
  });
  request.end();
  return new Promise((resolve, reject) => {
    request.once('connect', (answer, socket) => {
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) return resolve(socket);
      socket.destroy();
      reject(readRefusal(answer, proxy));
    });
    request.once('response', (answer) => {
      answer.destroy();
      reject(readRefusal(answer, proxy));
    });
    request.once('error', (thrown) => reject(asProxyRefusal(thrown, signal)));
  });
}

/** A connection to the proxy itself. Throws ProxyRefusal and general.addressForbidden. */
export async function reachProxy(proxy: ProxyAddress, options: WayOptions): Promise<Socket> {
  const { signal, authorities } = options;
  const { target: url } = proxy;
  try {
    const socket = await openTcp(url, options);
    return url.protocol === 'https:'
      ? await openTls(socket, { url, trust: { mode: 'system' }, authorities }, signal)
      : socket;
  } catch (thrown) {
    throw asProxyRefusal(thrown, signal);
  }
}

/** Login schemes of HTTP (IANA's registry) that proxies ask for. Others are not repeated, like the rest of the answer. */
const schemes = ['Basic', 'Digest', 'NTLM', 'Negotiate', 'Kerberos', 'Bearer'];

/** The proxy's answer is not repeated: the user may have named any server as the proxy, and must not read its answers. */
function readRefusal({ statusCode, rawHeaders }: IncomingMessage, proxy: ProxyAddress): Error {
  if (statusCode === 403) return new ProxyRefusal('it does not allow this address and port (403)');
  // tinyproxy answers 401 to a wrong password.
  if (statusCode !== 407 && statusCode !== 401) return new ProxyRefusal(`it answered ${String(statusCode)}`);
  const asked = rawHeaders.filter((_, at) => at % 2 === 1 && /^proxy-authenticate$/i.test(rawHeaders[at - 1] ?? ''));
  const known = schemes.filter((scheme) => asked.some((line) => new RegExp(`(^|,\\s*)${scheme}\\b`, 'i').test(line)));
  if (known.length > 0 && !known.includes('Basic'))
    return new MlaError('general.proxyLoginUnsupported', { proxy: proxy.shown, schemes: known.join(' or ') });
  return new ProxyRefusal(
    proxy.login === undefined
      ? `it asks for a user and a password (${statusCode})`
      : `it does not accept the user and the password (${statusCode})`,
  );
}

export function asProxyRefusal(thrown: unknown, signal: AbortSignal): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error instanceof MlaError || error instanceof ProxyRefusal) return error;
  if (error instanceof UntrustedCertificate)
    return new ProxyRefusal(
      `its certificate is from ${error.issuer}, which this machine does not trust; name that authority in the connection or in MLA_CA_FILE`,
      { cause: error },
    );
  if (!signal.aborted) return new ProxyRefusal(error.message, { cause: error });
  return signal.reason instanceof Error && signal.reason.name === 'TimeoutError'
    ? new ProxyRefusal('it did not answer in time', { cause: error })
    : error;
}
