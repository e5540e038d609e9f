import { lookup } from 'node:dns/promises';
import type { TLSSocket } from 'node:tls';
import { MlaError } from '../errors/error.ts';
import { describeIssuer, hostOf } from './connect-tls.ts';
import { findProxyRefusal, readNetworkFailure } from './network-failure.ts';
import { openSecureWay, openWay } from './open-way.ts';
import type { Outbound } from './outbound.ts';

/** One layer of a connection, tried: the name, the proxy, the port, the certificate. */
export interface TriedLayer {
  readonly layer: 'name' | 'proxy' | 'tcp' | 'tls';
  /** What was found, in words. */
  readonly detail: string;
  readonly error?: MlaError;
}

/** Milliseconds for one layer. */
const patience = 15_000;

/** Opens a connection as for a request, layer by layer up to the first that fails, and sends nothing. */
export async function tryWay(
  url: URL,
  { wayTo, rules, authorities }: Pick<Outbound, 'wayTo' | 'rules' | 'authorities'>,
  signal: AbortSignal,
): Promise<readonly TriedLayer[]> {
  const { proxy, because } = wayTo(url);
  const way = { proxy, rules, authorities };
  const limited = (): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  const layers: [TriedLayer['layer'], () => Promise<string>][] = [];
  if (proxy === undefined)
    layers.push([
      'name',
      async () => (await lookup(hostOf(url), { all: true })).map(({ address }) => address).join(', '),
    ]);
  layers.push([
    proxy === undefined ? 'tcp' : 'proxy',
    async () => {
      (await openWay(url, way, limited())).destroy();
      return proxy === undefined ? 'the port answers' : `${proxy.shown} lets the connection through`;
    },
  ]);
  if (url.protocol === 'https:')
    layers.push([
      'tls',
      async () => {
        const secure = await openSecureWay({ url, trust: { mode: 'system' } }, way, limited());
        const detail = describeTls(secure);
        secure.destroy();
        return detail;
      },
    ]);
  const tried: TriedLayer[] = [];
  for (const [layer, look] of layers) {
    try {
      tried.push({ layer, detail: await look() });
    } catch (thrown) {
      signal.throwIfAborted();
      const error = explain(thrown, { url, proxy: proxy?.shown, because });
      return [...tried, { layer, detail: error.message, error }];
    }
  }
  return tried;
}

function describeTls(secure: TLSSocket): string {
  return `${secure.getProtocol() ?? 'TLS'}, certificate from ${describeIssuer(secure.getPeerCertificate())}`;
}

function explain(
  thrown: unknown,
  { url, proxy = 'none', because }: { url: URL; proxy: string | undefined; because: string },
): MlaError {
  if (thrown instanceof MlaError) return thrown;
  const { reason } = readNetworkFailure(thrown);
  const details = { host: url.host, proxy, reason, because };
  return findProxyRefusal(thrown) === undefined
    ? new MlaError('general.hostNotReached', details, { cause: thrown })
    : new MlaError('general.proxyRefused', details, { cause: thrown });
}
