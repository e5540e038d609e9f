import { setImmediate as nextTurn } from 'node:timers/promises';
import { PGliteDialect, type DatabaseConnection, type Driver, type PGliteDialectConfig } from 'kysely';
import { MlaError, toMlaError } from '../../../errors/error.ts';

/** PGlite for the query builder. Reports damaged files as `database.damaged`, and lets sockets and timers in between queries. */
export class EmbeddedDialect extends PGliteDialect {
  readonly #directory: string;

  constructor(config: PGliteDialectConfig & { readonly directory: string }) {
    super(config);
    this.#directory = config.directory;
  }

  override createDriver(): Driver {
    const driver = super.createDriver();
    const acquire = driver.acquireConnection.bind(driver);
    // PGlite has one connection.
    let named: DatabaseConnection | undefined;
    const giveWay = createTurns();
    driver.acquireConnection = async () => {
      const connection = await acquire();
      if (connection === named) return connection;
      named = connection;
      const execute: DatabaseConnection['executeQuery'] = connection.executeQuery.bind(connection);
      connection.executeQuery = async <R>(...[query, options]: Parameters<DatabaseConnection['executeQuery']>) => {
        await giveWay();
        try {
          return await execute<R>(query, options);
        } catch (error) {
          throw isDamage(error)
            ? new MlaError(
                'database.damaged',
                { directory: this.#directory, reason: toMlaError(error).details['reason'] ?? 'unknown' },
                { cause: error },
              )
            : error;
        }
      };
      return connection;
    };
    return driver;
  }
}

/** The longest time of queries in one turn of the event loop, in milliseconds. */
const turn = 10;

/**
 * PGlite computes in this thread, and hands over from query to query without a turn of the event loop: as long as
 * queries wait, no request is read and no answer leaves. Waits for the next turn when queries had this one long enough.
 */
function createTurns(): () => Promise<void> {
  let since: number | undefined;
  return async () => {
    if (since === undefined) {
      since = performance.now();
      setImmediate(() => (since = undefined)).unref();
    } else if (performance.now() - since > turn) {
      await nextTurn();
    }
  };
}

/** Damage: PostgreSQL's "corrupted" (XX001, XX002), a missing file of its own (58P01), or PGlite after a crash. */
function isDamage(error: unknown): boolean {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  return name === 'RuntimeError' || ['XX001', 'XX002', '58P01'].includes(String(code));
}
