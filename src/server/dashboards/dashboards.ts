import { MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { Database } from '../../runs/database/open-database.ts';
import type { Redactor } from '../../runs/secrets/redactor.ts';
import type { Secret } from '../../secret.ts';
import type { Logins } from '../login/logins.ts';
import type { Session } from '../login/sessions.ts';
import type { Opened } from '../people/may-open-dashboard.ts';
import { answerDashboards } from './answer.ts';
import type { DashboardPort } from './dashboard-port.ts';
import type { DashboardUrl } from '../address/dashboard-url.ts';
import type { SharedAnswerers } from '../listeners/open-listeners.ts';
import { createDashboardSite } from './dashboard-host.ts';
import { startListener, type Listener } from './listener.ts';
import { createPasses } from './passes.ts';
import { watchSessions } from './sessions.ts';
import { openTickets } from './tickets.ts';
import { createUpstreams } from './upstreams.ts';

/** The dashboards of installations, opened through this server. */
export interface Dashboards {
  readonly isOn: boolean;
  /** Answers on the port of the server, where dashboards have a URL; without, they have a listener of their own. */
  readonly onServer: SharedAnswerers | undefined;
  /** An address that opens the dashboard in a browser of this session, once. Throws `access.dashboardsOff` and `server.portTaken`. */
  addressOf(admission: {
    readonly installation: string;
    readonly session: Pick<Session, 'id'>;
    readonly path: string;
  }): Promise<string>;
  close(): Promise<void>;
}

export interface DashboardOptions {
  readonly port: DashboardPort;
  /** Where browsers find dashboards. Without: at names below `localhost`. */
  readonly url?: DashboardUrl | undefined;
  readonly database: Pick<Database, 'write'>;
  readonly logins: Logins;
  /** Whether a session is open whose person may see the dashboard of an installation. */
  readonly mayOpen: (opened: Opened) => Promise<boolean>;
  /** The server's own. */
  readonly token: Secret;
  readonly redactor: Redactor;
  readonly report: (error: unknown) => void;
  /** A client for the installation's cluster. */
  readonly openClient: (installation: string) => Promise<KubernetesClient>;
  /** Where the server itself listens, once it does. */
  readonly serverPort: () => number;
  /** Where people find MLAnywhere itself. */
  readonly home: () => string;
  /** Told the port of the listener. */
  readonly listensOn?: ((port: number) => void) | undefined;
  /** Milliseconds that a request waits for a pod that is ready. */
  readonly patience?: number | undefined;
}

/** Listens from the first address on: nobody needs an open port that nobody uses. */
export function createDashboards(options: DashboardOptions): Dashboards {
  const { port, logins, serverPort } = options;
  const tickets = openTickets(options.database);
  const sessions = watchSessions(logins, options.mayOpen, options.report);
  const upstreams = createUpstreams(options);
  let listening: Promise<Listener> | undefined;

  const site = createDashboardSite(options.url);
  const answerers = answerDashboards({
    ...options,
    site,
    tickets,
    sessions,
    upstreams,
    passes: createPasses(options.token),
  });
  const start = async (wanted: number | 'next'): Promise<Listener> => {
    const own = serverPort();
    const listener = await startListener(
      wanted === 'next' ? { port: own < 65_535 ? own + 1 : 0, elsewhere: true } : { port: wanted, elsewhere: false },
      answerers,
    );
    options.listensOn?.(listener.port);
    return listener;
  };

  const listen = async (wanted: number | 'next'): Promise<number> => {
    listening ??= start(wanted);
    const listener = await listening.catch((thrown: unknown) => {
      // The port can be free the next time.
      listening = undefined;
      throw thrown;
    });
    return listener.port;
  };

  const isShared = options.url !== undefined && port !== 'off';
  return {
    onServer: isShared ? { ...answerers, takes: (host) => site.installationOf(host) !== undefined } : undefined,
    isOn: port !== 'off',
    async addressOf({ installation, session, path }) {
      if (port === 'off') throw new MlaError('access.dashboardsOff', { name: installation });
      const listeningAt = options.url === undefined ? await listen(port) : 0;
      const ticket = await tickets.issue({ installation, session: session.id, path });
      return site.ticketAddress(installation, listeningAt, ticket.reveal());
    },
    async close() {
      const listener = await listening?.catch(() => undefined);
      sessions.close();
      await listener?.close();
      await upstreams.close();
    },
  };
}
