import { MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { Redactor } from '../../runs/secrets/redactor.ts';
import type { Secret } from '../../secret.ts';
import type { Logins, Session } from '../login/logins.ts';
import { answerDashboards } from './answer.ts';
import type { DashboardPort } from './dashboard-port.ts';
import { ticketAddress } from './dashboard-host.ts';
import { startListener, type Listener } from './listener.ts';
import { createPasses } from './passes.ts';
import { watchSessions } from './sessions.ts';
import { createTickets } from './tickets.ts';
import { createUpstreams } from './upstreams.ts';

/** The dashboards of installations, opened through this server. */
export interface Dashboards {
  readonly isOn: boolean;
  /** An address that opens the dashboard in a browser of this session, once. Throws `access.dashboardsOff` and `server.portTaken`. */
  addressOf(admission: { readonly installation: string; readonly session: Pick<Session, 'id'> }): Promise<string>;
  close(): Promise<void>;
}

export interface DashboardOptions {
  readonly port: DashboardPort;
  readonly logins: Logins;
  /** The server's own. */
  readonly token: Secret;
  readonly redactor: Redactor;
  readonly report: (error: unknown) => void;
  /** A client for the installation's cluster. */
  readonly openClient: (installation: string) => Promise<KubernetesClient>;
  /** Where the server itself listens, once it does. */
  readonly serverPort: () => number;
  /** Told the port of the listener. */
  readonly listensOn?: ((port: number) => void) | undefined;
  /** Milliseconds that a request waits for a pod that is ready. */
  readonly patience?: number | undefined;
}

/** Listens from the first address on: nobody needs an open port that nobody uses. */
export function createDashboards(options: DashboardOptions): Dashboards {
  const { port, logins, serverPort } = options;
  const tickets = createTickets();
  const sessions = watchSessions(logins, options.report);
  const upstreams = createUpstreams(options);
  let listening: Promise<Listener> | undefined;

  const start = async (wanted: number | 'next'): Promise<Listener> => {
    const own = serverPort();
    const listener = await startListener(
      wanted === 'next' ? { port: own < 65_535 ? own + 1 : 0, elsewhere: true } : { port: wanted, elsewhere: false },
      answerDashboards({
        ...options,
        tickets,
        sessions,
        upstreams,
        passes: createPasses(options.token),
        home: () => `http://localhost:${serverPort()}`,
      }),
    );
    options.listensOn?.(listener.port);
    return listener;
  };

  return {
    isOn: port !== 'off',
    async addressOf({ installation, session }) {
      if (port === 'off') throw new MlaError('access.dashboardsOff', { name: installation });
      listening ??= start(port);
      const listener = await listening.catch((thrown: unknown) => {
        // The port can be free the next time.
        listening = undefined;
        throw thrown;
      });
      return ticketAddress(installation, listener.port, tickets.issue({ installation, session: session.id }).reveal());
    },
    async close() {
      const listener = await listening?.catch(() => undefined);
      sessions.close();
      await listener?.close();
      await upstreams.close();
    },
  };
}
