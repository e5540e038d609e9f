/** Where the listener takes a ticket. All other paths belong to Kubeflow. */
export const ticketPath = '/.mlanywhere/open';

/** A name below `localhost` for each installation: browsers resolve them to their own machine, and keep the cookies of each apart. */
const dashboardHost = /^([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.localhost(?::\d{1,5})?$/i;

/** The installation that a Host header means; undefined for a name that is not ours, so also for a page that was rebound to 127.0.0.1. */
export function installationOfHost(host: string | undefined): string | undefined {
  return dashboardHost.exec(host ?? '')?.[1]?.toLowerCase();
}

/** The address that opens the dashboard of an installation, once. */
export function ticketAddress(installation: string, port: number, ticket: string): string {
  return `http://${installation}.localhost:${port}${ticketPath}?ticket=${encodeURIComponent(ticket)}`;
}

/** The ticket of a request's target; undefined where it asks for another path. */
export function ticketOf(target: string): string | undefined {
  const [path, query = ''] = target.split('?', 2);
  return path === ticketPath ? (new URLSearchParams(query).get('ticket') ?? '') : undefined;
}
