import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../runs/database/open-database.ts';
import { leaseSeconds } from '../../runs/store/run-store.ts';
import type { Share } from './limited-routes.ts';

/** What a person has under way at once. */
export type ShareKind = Exclude<Share, 'runs'>;

/** Work of persons that is under way, at all servers that share the database. */
export interface Shares {
  /** Gives what ends the share, or undefined when the person has `most` of this kind already. */
  take(share: {
    readonly kind: ShareKind;
    readonly person: string;
    readonly most: number;
  }): Promise<(() => void) | undefined>;
}

const everyFewSeconds = 3000;

/** An embedded database has one server, which counts in its memory. */
export function openShares(database: Database): Shares {
  return database.exclusive ? sharesOfOneServer() : sharesOfAll(database);
}

/** Shares of a server that is lost end with the lease. */
function sharesOfAll(database: Database): Shares {
  const held = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const beat = (): void => {
    // What fails here is tried again with the next beat.
    void database
      .write((writer) =>
        writer
          .updateTable('person_share')
          .set({ beat_at: sql<Date>`now()` })
          .where('id', 'in', [...held])
          .execute(),
      )
      .catch(() => undefined);
  };
  const hold = (id: string): (() => void) => {
    held.add(id);
    timer ??= setInterval(beat, everyFewSeconds).unref();
    return () => {
      held.delete(id);
      if (held.size === 0) {
        clearInterval(timer);
        timer = undefined;
      }
      // What stays in the database ends with the lease.
      void database
        .write((writer) => writer.deleteFrom('person_share').where('id', '=', id).execute())
        .catch(() => undefined);
    };
  };

  return {
    async take({ kind, person, most }) {
      const id = randomUUID();
      const isTaken = await database.write(async (writer) => {
        // One after the other for a person, so that two servers never both take the last one.
        await sql`select from person where id = ${person} for no key update`.execute(writer);
        const mine = sql`person = ${person} and kind = ${kind}`;
        await sql`delete from person_share where ${mine}
          and beat_at <= now() - make_interval(secs => ${sql.lit(leaseSeconds)})`.execute(writer);
        const { rows } = await sql`insert into person_share (id, person, kind, beat_at)
          select ${id}, ${person}, ${kind}, now()
          where (select count(*) from person_share where ${mine}) < ${most} returning id`.execute(writer);
        return rows.length > 0;
      });
      return isTaken ? hold(id) : undefined;
    },
  };
}

function sharesOfOneServer(): Shares {
  const underWay = new Map<string, number>();
  return {
    take({ kind, person, most }) {
      const key = `${kind} ${person}`;
      const now = underWay.get(key) ?? 0;
      if (now >= most) return Promise.resolve(undefined);
      underWay.set(key, now + 1);
      return Promise.resolve(() => {
        const left = (underWay.get(key) ?? 1) - 1;
        if (left > 0) underWay.set(key, left);
        else underWay.delete(key);
      });
    },
  };
}
