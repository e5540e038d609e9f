import { sql } from 'kysely';
import type { Database } from '../../runs/database/open-database.ts';

/** Counts requests of persons. As many as in a minute may come at once; then they come back with time. */
export interface RequestCount {
  /** Seconds to wait when the person has none left; then it is not counted. */
  take(person: string): number | undefined;
}

/** Tells the other servers that a person made so many requests here. Gives how many are left, of all servers; may be below 0. */
export type TellRequests = (person: string, made: number) => Promise<number>;

/** How many requests a person has left, as of a time. */
interface Bucket {
  left: number;
  at: number;
  /** Not told to other servers yet. */
  untold: number;
  toldAt: number;
  isTelling: boolean;
}

const minute = 60_000;
/** Milliseconds between two times of telling about a person: one write a second, not one for each request. */
const between = 1000;

export function createRequestCount(
  most: number,
  { now, tell }: { readonly now: () => number; readonly tell?: TellRequests | undefined },
): RequestCount {
  const buckets = new Map<string, Bucket>();

  const share = async (person: string, bucket: Bucket, others: TellRequests): Promise<void> => {
    const made = bucket.untold;
    bucket.isTelling = true;
    bucket.untold = 0;
    try {
      bucket.left = (await others(person, made)) - bucket.untold;
      bucket.at = now();
    } catch {
      // Without the database, each server counts for itself.
      bucket.untold += made;
    }
    bucket.isTelling = false;
    bucket.toldAt = now();
  };

  return {
    take(person) {
      const at = now();
      const bucket = buckets.get(person) ?? { left: most, at, untold: 0, toldAt: -Infinity, isTelling: false };
      buckets.set(person, bucket);
      bucket.left = Math.min(most, bucket.left + ((at - bucket.at) / minute) * most);
      bucket.at = at;
      if (bucket.left < 1) return Math.ceil(((1 - bucket.left) * minute) / most / 1000);
      bucket.left -= 1;
      bucket.untold += 1;
      if (tell !== undefined && !bucket.isTelling && at - bucket.toldAt >= between) void share(person, bucket, tell);
      return undefined;
    },
  };
}

/** Undefined for an embedded database, which one server has for itself. */
export function tellRequestsBy(database: Database, most: number): TellRequests | undefined {
  if (database.exclusive) return undefined;
  return async (person, made) => {
    const { rows } = await database.write((writer) =>
      sql<{ remaining: number }>`insert into person_requests as known (person, remaining, counted_at)
        values (${person}, ${most} - ${made}::float8, now())
        on conflict (person) do update set counted_at = now(), remaining = least(
          ${most}, known.remaining + extract(epoch from now() - known.counted_at) * ${most} / 60) - ${made}
        returning remaining`.execute(writer),
    );
    return rows[0]?.remaining ?? most - made;
  };
}
