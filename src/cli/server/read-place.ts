import { type Command, Option } from 'commander';
import { MlaError } from '../../errors/error.ts';
import { readBaseUrl } from '../../server/address/read-base-url.ts';
import { readDashboardUrl } from '../../server/address/dashboard-url.ts';
import { readListen } from '../../server/address/read-listen.ts';
import { readTrustedProxies } from '../../server/address/read-trusted-proxies.ts';
import type { ServerPlace } from '../../server/address/server-place.ts';
import { readPort } from '../input/read-port.ts';
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

export function addPlaceFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--port <number>', 'Port on 127.0.0.1; 0 picks a free port (default: 5000)').argParser(readPort),
    )
    .option('--listen <address:port>', 'Address and port to listen on, such as 0.0.0.0:5000; needs --base-url')
    .option('--base-url <url>', 'Address where people open this server, such as https://ml.example.com/tools/mla/')
    .option('--tls-cert <file>', 'Certificate with its chain (PEM), to speak https; read again when it changes')
    .option('--tls-key <file>', 'Private key of the certificate (PEM)')
    .option('--dashboard-url <pattern>', 'Address of dashboards, such as https://*.dash.example.com')
    .option(
      '--dashboard-port <number>',
      'Port on 127.0.0.1 for dashboards without such an address, or off (default: the port after --port, or a free one)',
    )
    .option(
      '--trusted-proxies <addresses>',
      'Reverse proxies in front of the server, such as 10.0.0.0/8: what comes from them counts for the client that they name',
    );
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
