import { createOutbound } from '../../network/outbound.ts';
import type { Cli } from '../cli.ts';

/**
 * How a named server over HTTPS is asked: by the proxies of the environment, with the authorities of this machine and
 * those in the file MLA_CA_FILE. Throws `general.badAuthorityFile`.
 */
export function fetchOverTls({ environment }: Pick<Cli, 'environment'>): typeof fetch {
  const outbound = createOutbound(environment);
  outbound.authorities.list();
  return (address, init) =>
    outbound.fetch(
      address instanceof Request ? address.url : new URL(address).href,
      init as Parameters<typeof outbound.fetch>[1],
    );
}
