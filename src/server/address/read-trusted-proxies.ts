import ipaddr from 'ipaddr.js';
import { MlaError } from '../../errors/error.ts';

/**
 * Addresses of reverse proxies, separated by commas, each with or without a prefix length: `10.0.0.0/8,::1`. Only what
 * comes from them may name the client in `X-Forwarded-For`. Of a flag or a variable; undefined where it is not set.
 * Throws `cli.badValue`.
 */
export function readTrustedProxies(text: string | undefined, flag: string): readonly string[] | undefined {
  if (text === undefined || text === '') return undefined;
  const addresses = text.split(',').map((part) => part.trim());
  if (addresses.every((address) => ipaddr.isValid(address) || ipaddr.isValidCIDR(address))) return addresses;
  throw new MlaError('cli.badValue', {
    value: text,
    flag,
    expected: 'IP addresses or networks, separated by commas',
    example: `${flag}${flag.startsWith('-') ? ' ' : '='}10.0.0.0/8,192.168.1.7`,
  });
}
