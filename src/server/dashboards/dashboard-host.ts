import type { DashboardUrl } from '../address/dashboard-url.ts';

/** Where a ticket is taken. All other paths belong to Kubeflow. */
export const ticketPath = '/.mlanywhere/open';

const defaultPorts = { 'http:': 80, 'https:': 443 } as const;

/** The host names of dashboards: one for each installation, so that browsers keep the cookies of each apart. */
export interface DashboardSite {
  readonly protocol: 'http:' | 'https:';
  /** The installation that a Host header means; undefined for a name that is not ours, so also for a page that was rebound to this machine. */
  installationOf(host: string | undefined): string | undefined;
  /** The address that opens the dashboard of an installation, once. `port`: of the listener. */
  ticketAddress(installation: string, port: number, ticket: string): string;
  /** The cookie of a browser that used a ticket. Kubeflow never sees it, and cannot set it. */
  readonly passCookie: string;
}

/** Of the addresses that were given; without: names below `localhost`, which browsers resolve to their own machine. */
export function createDashboardSite(url: DashboardUrl | undefined): DashboardSite {
  const { protocol, prefix, suffix } = url ?? { protocol: 'http:', prefix: '', suffix: '.localhost' };
  // The `*` is for the name of an installation; the port is that of the address, or below `localhost` what a tunnel gives.
  const name = '([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)';
  const port =
    suffix === '.localhost' ? '(?::\\d{1,5})?' : url?.port ? `:${url.port}` : `(?::${defaultPorts[protocol]})?`;
  const host = new RegExp(`^${prefix}${name}${suffix.replaceAll('.', '\\.')}${port}$`, 'i');
  return {
    protocol,
    installationOf: (asked) => host.exec(asked ?? '')?.[1]?.toLowerCase(),
    ticketAddress(installation, listening, ticket) {
      const at = url === undefined ? `:${listening}` : url.port === '' ? '' : `:${url.port}`;
      return `${protocol}//${prefix}${installation}${suffix}${at}${ticketPath}?ticket=${encodeURIComponent(ticket)}`;
    },
    // Over HTTPS, a browser takes a cookie of this name from this host alone.
    passCookie: protocol === 'https:' ? '__Host-mla_dashboard' : 'mla_dashboard',
  };
}

/** The ticket of a request's target; undefined where it asks for another path. */
export function ticketOf(target: string): string | undefined {
  const [path, query = ''] = target.split('?', 2);
  return path === ticketPath ? (new URLSearchParams(query).get('ticket') ?? '') : undefined;
}
