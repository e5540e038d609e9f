import { PGliteDialect, type DatabaseConnection, type Driver, type PGliteDialectConfig } from 'kysely';
import { MlaError, toMlaError } from '../../../errors/error.ts';

/** PGlite for the query builder. Reports damaged files as `database.damaged`. */
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
    driver.acquireConnection = async () => {
      const connection = await acquire();
      if (connection === named) return connection;
      named = connection;
      const execute: DatabaseConnection['executeQuery'] = connection.executeQuery.bind(connection);
      connection.executeQuery = async <R>(...[query, options]: Parameters<DatabaseConnection['executeQuery']>) => {
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

/** Damage: PostgreSQL's "corrupted" (XX001, XX002), a missing file of its own (58P01), or PGlite after a crash. */
function isDamage(error: unknown): boolean {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  return name === 'RuntimeError' || ['XX001', 'XX002', '58P01'].includes(String(code));
}
