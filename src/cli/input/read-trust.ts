import type { Trust } from '../../api/contract.ts';
import { MlaError } from '../../errors/error.ts';
import type { TextSource } from '../cli.ts';
import { readInput } from './read-input.ts';

export interface TrustFlags {
  readonly ca?: string;
  readonly fingerprint?: string;
  readonly insecure?: boolean;
}

/** How a certificate is to be trusted; the machine's own authorities where nothing is said. Throws `cli.badValue` when two ways are named. */
export async function readTrust(flags: TrustFlags, stdin: TextSource): Promise<Trust> {
  const named = [
    ...(flags.ca === undefined ? [] : ['--ca']),
    ...(flags.fingerprint === undefined ? [] : ['--fingerprint']),
    ...(flags.insecure === true ? ['--insecure'] : []),
  ];
  if (named.length > 1)
    throw new MlaError('cli.badValue', {
      value: 'both',
      flag: named.join(' and '),
      expected: 'one way of trust',
      example: named[0] ?? '',
    });
  if (flags.ca !== undefined) return { mode: 'ca', certificate: await readInput(flags.ca, stdin) };
  if (flags.fingerprint !== undefined) return { mode: 'fingerprint', sha256: readFingerprint(flags.fingerprint) };
  return flags.insecure === true ? { mode: 'insecure' } : { mode: 'system' };
}

/** Lower-case hexadecimal digits, however it was written: with `sha256:` before, with colons, in capitals. */
function readFingerprint(text: string): string {
  const digits = text
    .replace(/^sha-?256[:=]/i, '')
    .replaceAll(/[:\s]/g, '')
    .toLowerCase();
  if (/^[0-9a-f]{64}$/.test(digits)) return digits;
  throw new MlaError('cli.badValue', {
    value: text,
    flag: '--fingerprint',
    expected: 'a SHA-256 fingerprint (64 hexadecimal digits)',
    example: '--fingerprint AB:12:…',
  });
}
