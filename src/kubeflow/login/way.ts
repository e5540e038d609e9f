import type { Socket } from 'node:net';
import { machineTrust, trustBeside } from '../../network/authorities.ts';
import { hostOf } from '../../network/connect-tls.ts';
import { openWay, secureWay } from '../../network/open-way.ts';
import type { Ways } from '../../network/outbound.ts';
import { findProxyRefusal } from '../../network/network-failure.ts';

export interface WayToGateway {
  /** What a browser opens: `https://kubeflow.example.com:30443`. */
  readonly origin: string;
  /** Where to connect to, when the name of the origin does not lead there: a forwarded port, a node. */
  readonly address?: { readonly host: string; readonly port: number };
  /** PEM; counts beside the system's store. */
  readonly certificateAuthority?: string | undefined;
  /** Proxies of this machine, and addresses that are refused; directly when left out. */
  readonly outbound?: Ways | undefined;
}

/** Opens a connection within these milliseconds. */
export type OpenWay = (signal: AbortSignal, patience: number) => Promise<Socket>;

/** Connections for an origin. Over HTTPS its certificate is verified before anything is sent. */
export function createWay({ origin, address, certificateAuthority, outbound }: WayToGateway): OpenWay {
  const url = new URL(origin);
  const target = address === undefined ? url : new URL(`${url.protocol}//${address.host}:${address.port}`);
  const trusted = outbound?.authorities ?? machineTrust;
  const authorities = certificateAuthority === undefined ? trusted : trustBeside(trusted, certificateAuthority);
  const open = async (signal: AbortSignal): Promise<Socket> => {
    const proxy = outbound?.wayTo(target).proxy;
    const way = { proxy, rules: outbound?.rules, authorities };
    const socket = await openWay(target, way, signal);
    if (url.protocol !== 'https:') return socket;
    const tls = { url, serverName: hostOf(url), trust: { mode: 'system' } } as const;
    const secure = await secureWay(socket, tls, { way, signal });
    secure.once('close', () => socket.destroy());
    return secure;
  };
  return async (signal, patience) => {
    const late = AbortSignal.timeout(patience);
    try {
      return await open(AbortSignal.any([signal, late]));
    } catch (thrown) {
      const isLate = late.aborted && !signal.aborted && findProxyRefusal(thrown) === undefined;
      throw isLate ? noAnswer(patience, thrown) : thrown;
    }
  };
}

export function noAnswer(patience: number, cause?: unknown): Error {
  return new Error(`no answer in ${patience / 1000} s`, { cause });
}
