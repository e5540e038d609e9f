import type { DashboardPort } from '../dashboards/dashboard-port.ts';
import { dashboardsBelowLocalhost, type DashboardUrl } from './dashboard-url.ts';
import type { ServerPlace } from './server-place.ts';

/** Where a server has its dashboards: at a URL, on a port of this machine, or nowhere. A server that others use needs the URL to be told. */
export function dashboardsAt({ baseUrl, dashboardPort, dashboardUrl }: ServerPlace): {
  readonly port: DashboardPort;
  readonly url: DashboardUrl | undefined;
} {
  const url = dashboardUrl ?? (baseUrl && dashboardsBelowLocalhost(baseUrl));
  const port = dashboardPort ?? (baseUrl !== undefined && url === undefined ? 'off' : 'next');
  return { port, url };
}
