import { MlaError } from '../../errors/error.ts';
import { createOutbound } from '../../network/outbound.ts';
import type { Cli } from '../cli.ts';
import { readInput } from '../input/read-input.ts';

/**
 * How a named server over HTTPS is asked: by the proxies of the environment, with the authorities of this machine and
 * those in the file MLA_CA_FILE. Throws `cli.fileUnreadable` and `cli.badValue`.
 */
export async function fetchOverTls({ environment, stdin }: Pick<Cli, 'environment' | 'stdin'>): Promise<typeof fetch> {
  const file = environment.MLA_CA_FILE;
  const outbound = createOutbound(environment, file ? [await readAuthorities(file, stdin)] : []);
  return (address, init) =>
    outbound.fetch(
      address instanceof Request ? address.url : new URL(address).href,
      init as Parameters<typeof outbound.fetch>[1],
    );
}

/** A key or an empty file would only look as if it helped. */
async function readAuthorities(file: string, stdin: Cli['stdin']): Promise<string> {
  const text = await readInput(file, stdin);
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new MlaError('cli.badValue', {
    value: file,
    flag: 'MLA_CA_FILE',
    expected: 'a PEM file with the certificates of authorities',
    example: 'MLA_CA_FILE=/etc/ssl/company.pem',
  });
}
