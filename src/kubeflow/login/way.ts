import type { Socket } from 'node:net';
import { hostOf, openTcp, openTls, openTunnel, trustBeside } from '../../network/connect-tls.ts';
import type { Outbound } from '../../network/outbound.ts';

export interface WayToGateway {
  /** What a browser opens: `https://kubeflow.example.com:30443`. */
  readonly origin: string;
  /** Where to connect to, when the name of the origin does not lead there: a forwarded port, a node. */
  readonly address?: { readonly host: string; readonly port: number };
  /** PEM; counts beside the system's store. */
  readonly certificateAuthority?: string | undefined;
  /** Proxies of this machine, and addresses that are refused; directly when left out. */
  readonly outbound?: Pick<Outbound, 'wayTo' | 'rules'> | undefined;
}

/** Opens a connection within these milliseconds. */
export type OpenWay = (signal: AbortSignal, patience: number) => Promise<Socket>;

/** Connections for an origin. Over HTTPS its certificate is verified before anything is sent. */
export function createWay({ origin, address, certificateAuthority, outbound }: WayToGateway): OpenWay {
  const url = new URL(origin);
  const target = address === undefined ? url : new URL(`${url.protocol}//${address.host}:${address.port}`);
  const context =
    url.protocol === 'https:'
      ? trustBeside(certificateAuthority === undefined ? [] : [certificateAuthority])
      : undefined;
  const open = async (signal: AbortSignal): Promise<Socket> => {
    const proxy = outbound?.wayTo(target).proxy;
    const options = { signal, rules: outbound?.rules };
    const socket = await (proxy === undefined ? openTcp(target, options) : openTunnel(target, proxy, options));
    if (context === undefined) return socket;
    const tls = { url, serverName: hostOf(url), trust: { mode: 'system' }, context } as const;
    const secure = await openTls(socket, tls, signal);
    secure.once('close', () => socket.destroy());
    return secure;
  };
  return async (signal, patience) => {
    const late = AbortSignal.timeout(patience);
    try {
      return await open(AbortSignal.any([signal, late]));
    } catch (thrown) {
      throw late.aborted && !signal.aborted ? noAnswer(patience, thrown) : thrown;
    }
  };
}

export function noAnswer(patience: number, cause?: unknown): Error {
  return new Error(`no answer in ${patience / 1000} s`, { cause });
}
