import { isIP } from 'node:net';
import { MlaError } from '../../errors/error.ts';

/** The address and port on which the server listens. */
export interface ListenAt {
  /** An IP address, or `localhost`. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** `0.0.0.0:5000` or `[::]:5000`, of a flag or a variable; undefined where it is not set. Throws `cli.badValue`. */
export function readListen(text: string | undefined, flag: string): ListenAt | undefined {
  if (text === undefined || text === '') return undefined;
  const [, inBrackets, plain = inBrackets ?? '', port = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text) ?? [];
  const isAddress = plain === 'localhost' || isIP(plain) === (inBrackets === undefined ? 4 : 6);
  if (isAddress && Number(port) <= 65_535) return { host: plain, port: Number(port) };
  throw new MlaError('cli.badValue', {
    value: text,
    flag,
    expected: 'an address of this machine and a port',
    example: `${flag}${flag.startsWith('-') ? ' ' : '='}0.0.0.0:5000`,
  });
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

/** Whether it stands for all addresses of this machine, loopback among them. */
export function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
