import { sql } from 'kysely';
import type { Database } from '../../runs/database/open-database.ts';
import type { KeyedHash } from './keyed-hash.ts';

/** What is tried: an account by the name that was typed, from an address. */
export interface LoginTry {
  readonly account?: string | undefined;
  readonly address: string;
}

/** Failed logins by account and by address, in the database: every replica counts together, and a restart forgets nothing. */
export interface LoginFailures {
  /** Counts a try as failed before it is judged, so that many at once are no way around. Returns seconds to wait when it came too early, which is not counted. */
  begin(tried: LoginTry): Promise<number | undefined>;
  /** The try was right: the account's failures are forgotten, and the address's count goes back by one. */
  succeed(tried: LoginTry): Promise<void>;
}

/** Failures that cost no waiting. More people can share an address than an account. */
const free = { account: 5, address: 20 };
/** Seconds. The wait doubles with each failure, up to this. */
const longestWait = 15 * 60;
/** Seconds without a failure after which all is forgotten. */
const memory = 60 * 60;

interface Counted {
  readonly key: string;
  readonly free: number;
}

export function openLoginFailures(database: Database, hash: KeyedHash): LoginFailures {
  const addressKey = ({ address }: LoginTry): string => hash.of(`address ${address}`);
  const accountKey = (account: string): string => hash.of(`account ${account.toLowerCase()}`);
  const keysOf = (tried: LoginTry): Counted[] => [
    { key: addressKey(tried), free: free.address },
    ...(tried.account === undefined ? [] : [{ key: accountKey(tried.account), free: free.account }]),
  ];

  return {
    begin: (tried) =>
      database.write(
        async (writer) => {
          // One order for all, so that two tries never wait for each other.
          const counted = keysOf(tried).toSorted((one, other) => one.key.localeCompare(other.key));
          await writer
            .deleteFrom('login_failure')
            .where('last_at', '<', sql<Date>`now() - ${sql.lit(`${memory} seconds`)}::interval`)
            .execute();
          const waits: number[] = [];
          for (const { key, free: allowed } of counted) {
            const { count, age } = await writer
              .insertInto('login_failure')
              .values({ key_hash: key, count: 0, last_at: sql<Date>`clock_timestamp()` })
              // Takes the row's lock, also of one that is there.
              .onConflict((conflict) => conflict.column('key_hash').doUpdateSet({ key_hash: key }))
              .returning(['count', sql<number>`extract(epoch from clock_timestamp() - last_at)::float8`.as('age')])
              .executeTakeFirstOrThrow();
            waits.push(waitOf(count, allowed) - age);
          }
          const wait = Math.max(...waits);
          if (wait > 0) return Math.ceil(wait);
          await writer
            .updateTable('login_failure')
            .set((columns) => ({ count: columns('count', '+', 1), last_at: sql<Date>`clock_timestamp()` }))
            .where(
              'key_hash',
              'in',
              counted.map(({ key }) => key),
            )
            .execute();
          return undefined;
        },
        { urgent: true },
      ),

    async succeed(tried) {
      await database.write(
        async (writer) => {
          if (tried.account !== undefined)
            await writer.deleteFrom('login_failure').where('key_hash', '=', accountKey(tried.account)).execute();
          await writer
            .updateTable('login_failure')
            .set((columns) => ({ count: columns('count', '-', 1) }))
            .where('key_hash', '=', addressKey(tried))
            .where('count', '>', 0)
            .execute();
        },
        { urgent: true },
      );
    },
  };
}

/** Seconds between the last failure and the next try. */
function waitOf(failures: number, allowed: number): number {
  return failures < allowed ? 0 : Math.min(2 ** (failures - allowed), longestWait);
}
