import type { Socket } from 'node:net';
import { checkHost, createAddressRules } from '../address-rules.ts';
import { hostOf, portOf, type WayOptions } from '../connect-tls.ts';
import { asProxyRefusal, reachProxy } from './open-tunnel.ts';
import type { ProxyAddress } from './proxy-address.ts';

/** A connection through a SOCKS5 proxy (RFC 1928, with user and password by RFC 1929). The proxy looks up names. Throws ProxyRefusal and general.addressForbidden. */
export async function openSocks(target: URL, proxy: ProxyAddress, options: WayOptions): Promise<Socket> {
  const { signal, rules = createAddressRules() } = options;
  const destination = { host: hostOf(target), port: portOf(target) };
  checkHost(rules, destination);
  const { SocksClient } = await import('socks');
  const socket = await reachProxy(proxy, options);
  const close = (): void => void socket.destroy();
  signal.addEventListener('abort', close, { once: true });
  try {
    await SocksClient.createConnection({
      command: 'connect',
      destination,
      existing_socket: socket,
      proxy: {
        type: 5,
        host: hostOf(proxy.target),
        port: portOf(proxy.target),
        ...(proxy.login && { userId: proxy.login.user, password: proxy.login.password.reveal() }),
      },
    });
    return socket;
  } catch (thrown) {
    close();
    // Not as it is: the library's error holds the password.
    throw asProxyRefusal(new SocksFailure(thrown), signal);
  } finally {
    signal.removeEventListener('abort', close);
  }
}

/** What the library says, without its options. */
class SocksFailure extends Error {
  constructor(thrown: unknown) {
    super(thrown instanceof Error ? thrown.message.replace(/\s+-\s+/g, ': ') : 'no reason given');
  }
}
