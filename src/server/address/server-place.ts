import { MlaError } from '../../errors/error.ts';
import type { DashboardPort } from '../dashboards/dashboard-port.ts';
import { createDashboardSite } from '../dashboards/dashboard-host.ts';
import type { TlsPaths } from '../listeners/tls-files.ts';
import type { DashboardUrl } from './dashboard-url.ts';
import { isLoopback, type ListenAt } from './read-listen.ts';

/** Where a server listens, and where people find it. */
export interface ServerPlace {
  readonly listen: ListenAt;
  /** Of `readBaseUrl`. */
  readonly baseUrl?: URL | undefined;
  readonly tls?: TlsPaths | undefined;
  /** Where dashboards listen that have no URL. Default: the port after the server's, or a free one. */
  readonly dashboardPort?: DashboardPort | undefined;
  readonly dashboardUrl?: DashboardUrl | undefined;
  /** Of `readTrustedProxies`. */
  readonly trustedProxies?: readonly string[] | undefined;
}

/** Refuses settings that do not fit together. Throws `server.baseUrlNeeded` and `server.settingsContradict`. */
export function checkPlace(place: ServerPlace): void {
  const { listen, baseUrl } = place;
  if (baseUrl === undefined && !isLoopback(listen.host))
    throw new MlaError('server.baseUrlNeeded', { host: listen.host, port: listen.port });
  const reason = contradictionIn(place);
  if (reason !== undefined) throw new MlaError('server.settingsContradict', { reason });
}

function contradictionIn({ baseUrl, tls, dashboardUrl, dashboardPort }: ServerPlace): string | undefined {
  if (tls !== undefined && baseUrl?.protocol !== 'https:')
    return 'a certificate needs a base URL that begins with https://';
  if (dashboardUrl === undefined) return undefined;
  if (baseUrl === undefined) return 'a URL for dashboards needs a base URL for the server';
  if (dashboardPort !== undefined && dashboardPort !== 'off')
    return 'with a URL, dashboards are on the port of the server and have none of their own';
  if (dashboardUrl.protocol !== baseUrl.protocol) return 'the server and its dashboards must both have http or https';
  // Cookies ignore ports, so a dashboard at the same name on another port would get those of the server.
  const site = createDashboardSite({ ...dashboardUrl, port: '' });
  return site.installationOf(baseUrl.hostname) === undefined
    ? undefined
    : `the URL for dashboards also means ${baseUrl.hostname}, which is the server itself; use another name, such as *-dash or *.dash`;
}
