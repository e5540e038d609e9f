import { Client, Pool } from 'pg';
import { MlaError } from '../errors/error.ts';

/** A pool for queries and one more connection that only listens. */
export interface PostgresConnection {
  readonly pool: Pool;
  readonly listen: (channel: string, wake: (payload: string) => void) => Promise<void>;
  readonly stopListening: () => Promise<void>;
}

const reconnectAfter = 500;

/** Connects to a PostgreSQL server. Throws MLA-RUN-003 when it cannot be used; the password is never in the text. */
export async function openPostgres(url: string): Promise<PostgresConnection> {
  const address = describeAddress(url);
  const pool = new Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000, application_name: 'mlanywhere' });
  // A connection that breaks while idle is replaced by the pool; the next query tells of real trouble.
  pool.on('error', () => undefined);
  const wakers = new Map<string, Set<(payload: string) => void>>();
  let listener: Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const connectListener = async (): Promise<void> => {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, application_name: 'mlanywhere listener' });
    client.on('notification', ({ channel, payload }) => wakers.get(channel)?.forEach((wake) => wake(payload ?? '')));
    client.on('error', () => undefined);
    client.on('end', () => {
      if (stopped || listener !== client) return;
      listener = undefined;
      timer = setTimeout(() => void reconnect(), reconnectAfter);
    });
    await client.connect();
    for (const channel of wakers.keys()) await client.query(`listen ${client.escapeIdentifier(channel)}`);
    listener = client;
  };
  const reconnect = async (): Promise<void> => {
    try {
      await connectListener();
      for (const wakes of wakers.values()) wakes.forEach((wake) => wake(''));
    } catch {
      if (!stopped) timer = setTimeout(() => void reconnect(), reconnectAfter);
    }
  };

  try {
    await pool.query('select 1');
    await connectListener();
  } catch (error) {
    await pool.end();
    throw new MlaError('MLA-RUN-003', { address, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
  }
  return {
    pool,
    async listen(channel, wake) {
      const known = wakers.get(channel);
      wakers.set(channel, new Set([...(known ?? []), wake]));
      if (!known && listener) await listener.query(`listen ${listener.escapeIdentifier(channel)}`);
    },
    async stopListening() {
      stopped = true;
      clearTimeout(timer);
      await listener?.end();
    },
  };
}

/** Host and database of a URL, without user and password. */
export function describeAddress(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return 'the given URL';
  }
}
