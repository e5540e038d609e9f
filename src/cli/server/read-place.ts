import { MlaError } from '../../errors/error.ts';
import { readBaseUrl } from '../../server/address/read-base-url.ts';
import { readDashboardUrl } from '../../server/address/dashboard-url.ts';
import { readListen } from '../../server/address/read-listen.ts';
import { readTrustedProxies } from '../../server/address/read-trusted-proxies.ts';
import type { ServerPlace } from '../../server/address/server-place.ts';
import { readDashboardPort } from '../../server/dashboards/dashboard-port.ts';

/** What `mla serve` is told about where it listens and is found; the texts as they were given. */
export interface PlaceFlags {
  readonly listen?: string;
  readonly baseUrl?: string;
  readonly dashboardUrl?: string;
  readonly dashboardPort?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly trustedProxies?: string;
}

/** Flags before variables. `listen` is undefined where neither is set. Throws `cli.badValue` and `cli.flagMissing`. */
export function readPlace(
  flags: PlaceFlags,
  environment: Readonly<Record<string, string | undefined>>,
): Omit<ServerPlace, 'listen'> & { readonly listen: ServerPlace['listen'] | undefined } {
  const read = <Value>(
    key: keyof PlaceFlags,
    by: (text: string | undefined, flag: string) => Value | undefined,
  ): Value | undefined => {
    const { flag, variable } = namesOf[key];
    return flags[key] === undefined ? by(environment[variable], variable) : by(flags[key], flag);
  };
  return {
    listen: read('listen', readListen),
    baseUrl: read('baseUrl', readBaseUrl),
    dashboardUrl: read('dashboardUrl', readDashboardUrl),
    dashboardPort: read('dashboardPort', readDashboardPort),
    trustedProxies: read('trustedProxies', readTrustedProxies),
    tls: tlsOf(read('tlsCert', textOf), read('tlsKey', textOf)),
  };
}

const namesOf = {
  listen: { flag: '--listen', variable: 'MLA_LISTEN' },
  baseUrl: { flag: '--base-url', variable: 'MLA_BASE_URL' },
  dashboardUrl: { flag: '--dashboard-url', variable: 'MLA_DASHBOARD_URL' },
  dashboardPort: { flag: '--dashboard-port', variable: 'MLA_DASHBOARD_PORT' },
  tlsCert: { flag: '--tls-cert', variable: 'MLA_TLS_CERT' },
  tlsKey: { flag: '--tls-key', variable: 'MLA_TLS_KEY' },
  trustedProxies: { flag: '--trusted-proxies', variable: 'MLA_TRUSTED_PROXIES' },
} as const satisfies Record<keyof PlaceFlags, object>;

const textOf = (text: string | undefined): string | undefined => text || undefined;

function tlsOf(certificate: string | undefined, key: string | undefined): ServerPlace['tls'] {
  if (certificate !== undefined && key !== undefined) return { certificate, key };
  if (certificate === undefined && key === undefined) return undefined;
  const { flag } = certificate === undefined ? namesOf.tlsCert : namesOf.tlsKey;
  throw new MlaError('cli.flagMissing', { flag, example: `${flag} /etc/mlanywhere/tls.${flag.slice(6)}` });
}
