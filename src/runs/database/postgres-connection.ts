import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { Client, DatabaseError, Pool, type ClientBase } from 'pg';
import { MlaError, toMlaError } from '../../errors/error.ts';
import { describeAddress } from './postgres-address.ts';
import { leaseSeconds } from '../store/run-store.ts';

/** A pool for queries, and one extra connection that only listens. */
export interface PostgresConnection {
  /** Throws `database.serverUnusable` when the server is unreachable or drops the connection. */
  readonly pool: PostgresPool;
  readonly listen: (channel: string, wake: (payload: string) => void) => Promise<void>;
  readonly stopListening: () => Promise<void>;
}

const reconnectAfter = 500;

/**
 * The server ends a transaction of ours that is idle for the lease time. A
 * process that hangs in the middle of one would otherwise keep its run locked,
 * and no other worker could take it over. Set after connecting, because a
 * pooler in between rejects it as a connection option.
 */
const endStandingTransactions = `set idle_in_transaction_session_timeout = '${leaseSeconds}s'`;

/** Timeout of one query in milliseconds: longer than any wait for a lock. Without it, a query to a server behind a broken network would wait for 15 minutes. */
const queryTimeout = 15_000;

/** A firewall may drop an idle connection without telling either end, above all the one that only listens. */
const keptAlive = { keepAlive: true, keepAliveInitialDelayMillis: 30_000 } as const;

/** Connects to a PostgreSQL server. Throws `database.serverUnusable` when it cannot be used; the password is never in the text. */
export async function openPostgres(url: string): Promise<PostgresConnection> {
  const address = describeAddress(url);
  const pool = new Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 10_000,
    query_timeout: queryTimeout,
    application_name: 'mlanywhere',
    ...keptAlive,
    verify: (client, done) => client.query(endStandingTransactions, done),
  });
  // The pool replaces a connection that breaks while idle; the next query reports real trouble.
  pool.on('error', () => undefined);
  // A connection that breaks while in use also fails its query; without a listener the process would end.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const wakers = new Map<string, Set<(payload: string) => void>>();
  let listener: Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const connectListener = async (): Promise<void> => {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: 10_000,
      application_name: 'mlanywhere listener',
      ...keptAlive,
    });
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
    await refuseTransactionPooler(pool, listener, address);
  } catch (error) {
    stopped = true;
    await listener?.end();
    await pool.end();
    throw error instanceof MlaError ? error : outOfReach(address, error);
  }
  return {
    pool: namingFailures(pool, address),
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

/**
 * A pooler that gives each transaction any of its connections loses what was
 * listened for. Then two clients see the same process of the server, or one
 * client sees two. Throws `database.poolerUnusable`.
 */
async function refuseTransactionPooler(pool: Pool, listener: Client | undefined, address: string): Promise<void> {
  const processOf = async (client: Pick<ClientBase, 'query'> | undefined): Promise<number | undefined> => {
    const answer = await client?.query<{ id: number }>('select pg_backend_pid() as id');
    return answer?.rows[0]?.id;
  };
  const before = await processOf(listener);
  const other = await pool.connect();
  try {
    await other.query('begin');
    const [among, after] = [await processOf(other), await processOf(listener)];
    await other.query('rollback');
    if (among === before || after !== before) throw new MlaError('database.poolerUnusable', { address });
  } finally {
    other.release();
  }
}

/** The pool as the query builder uses it. */
function namingFailures(pool: Pool, address: string): PostgresPool {
  const name = (error: unknown): unknown => (isConnectionLost(error) ? outOfReach(address, error) : error);
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch((error: unknown) => {
        throw name(error);
      });
      // A connection that breaks between two queries gives the reason only at that moment; the next query only learns that it is broken.
      let broken: unknown;
      const keepFirst = (error: unknown): void => void (broken ??= error);
      client.on('error', keepFirst);
      const query = async (text: string, values: unknown[]): Promise<unknown> => {
        try {
          if (broken === undefined) return await client.query(text, values);
        } catch (error) {
          if (!isConnectionLost(error)) throw error;
          keepFirst(error);
        }
        throw name(broken);
      };
      return {
        query: query as PostgresPoolClient['query'],
        release(destroy) {
          client.off('error', keepFirst);
          client.release(destroy ?? broken !== undefined);
        },
      };
    },
  };
}

/** Whether an error means that the connection is lost. Errors from the server have a code, and only some of these end the connection; a mistake in a query does not. */
function isConnectionLost(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return false;
  if (!(error instanceof DatabaseError)) return true;
  return /^(08|28|57P|25P03|53300)/.test(error.code ?? '');
}

function outOfReach(address: string, error: unknown): MlaError {
  return new MlaError(
    'database.serverUnusable',
    { address, reason: toMlaError(error).details['reason'] ?? 'unknown' },
    { cause: error },
  );
}
