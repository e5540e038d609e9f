import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../database/open-database.ts';
import { leaseSeconds } from './run-store.ts';
import { storableJson } from './storable.ts';

/** Kinds of work that one server does beside runs, at most one for each subject: an installation, or the version of a release. */
export type WorkKind = 'verification' | 'demo' | 'fetch' | 'proxy-check';

/** How work is getting on, told by the server that does it, readable by all that share the database. */
export interface WorkOfServers {
  /** Takes the work on an installation; false while another server, or this one, has it. */
  take(kind: WorkKind, installation: string): Promise<boolean>;
  /**
   * Tells what `view` gives each second until that is `over`, and keeps the last view if it gives one then. Calls `onCancel`
   * when somebody asks another server to cancel. A failure is passed to `report`; another server takes work over that nobody tells of.
   */
  tell(
    kind: WorkKind,
    installation: string,
    work: {
      readonly view: () => { readonly over: boolean; readonly view: unknown };
      readonly onCancel?: () => void;
      readonly report: (thrown: unknown) => void;
    },
  ): Promise<void>;
  /** What was told last, by a server that still does it, or kept; undefined where there is nothing. */
  find(kind: WorkKind, installation: string): Promise<unknown>;
  /** What was told last of all work of a kind that is under way or ended within the last hour. */
  list(kind: WorkKind): Promise<readonly unknown[]>;
  /** Asks the server that does it to cancel, and waits until it has. */
  cancel(kind: WorkKind, installation: string, signal: AbortSignal): Promise<void>;
}

const everySecond = 1000;

/** For an embedded database, which one server has for itself, nothing is shared. */
export function openWorkOfServers(database: Database): WorkOfServers {
  if (database.exclusive) return nothingShared;
  const owner = randomUUID();
  const isLive = sql<boolean>`owner is not null and beat_at > now() - make_interval(secs => ${sql.lit(leaseSeconds)})`;

  const beat = async (kind: WorkKind, installation: string, view: unknown): Promise<boolean> => {
    const told = await database.write((writer) =>
      writer
        .updateTable('work')
        .set({ view: storableJson(view ?? null), beat_at: sql<Date>`now()` })
        .where('kind', '=', kind)
        .where('installation', '=', installation)
        .where('owner', '=', owner)
        .returning('cancel_requested')
        .executeTakeFirst(),
    );
    return told?.cancel_requested === true;
  };

  const end = async (kind: WorkKind, installation: string, view: unknown): Promise<void> => {
    await database.write(async (writer) => {
      const own = { kind, installation, owner };
      if (view === undefined) await sql`delete from work where ${ofOwner(own)}`.execute(writer);
      else
        await sql`update work set owner = null, beat_at = now(), view = ${storableJson(view)}::jsonb where ${ofOwner(own)}`.execute(
          writer,
        );
    });
  };

  const shared: WorkOfServers = {
    async take(kind, installation) {
      const { rows } = await database.write((writer) =>
        sql`insert into work (kind, installation, owner, view, beat_at)
          values (${kind}, ${installation}, ${owner}, 'null', now())
          on conflict (kind, installation) do update
            set owner = excluded.owner, view = excluded.view, beat_at = excluded.beat_at, cancel_requested = false
            where not (${sql.ref('work.owner')} is not null
              and ${sql.ref('work.beat_at')} > now() - make_interval(secs => ${sql.lit(leaseSeconds)}))
          returning kind`.execute(writer),
      );
      return rows.length > 0;
    },

    async tell(kind, installation, { view, onCancel, report }) {
      for (;;) {
        const { over, view: now } = view();
        try {
          if (over) await end(kind, installation, now);
          else if (await beat(kind, installation, now)) onCancel?.();
        } catch (thrown) {
          report(thrown);
        }
        if (over) return;
        await sleep(everySecond, undefined, { ref: false });
      }
    },

    async find(kind, installation) {
      const found = await database.sql
        .selectFrom('work')
        .select('view')
        .where('kind', '=', kind)
        .where('installation', '=', installation)
        .where((row) => row.or([row('owner', 'is', null), isLive]))
        .executeTakeFirst();
      return found?.view ?? undefined;
    },

    async list(kind) {
      const { rows } = await sql<{ view: unknown }>`select view from work where kind = ${kind} and view <> 'null'::jsonb
        and (${isLive} or (owner is null and beat_at > now() - interval '1 hour')) order by installation`.execute(
        database.sql,
      );
      return rows.map(({ view }) => view);
    },

    async cancel(kind, installation, signal) {
      const isThere = async (): Promise<boolean> => {
        const { rows } =
          await sql`select from work where kind = ${kind} and installation = ${installation} and ${isLive}`.execute(
            database.sql,
          );
        return rows.length > 0;
      };
      await database.write((writer) =>
        sql`update work set cancel_requested = true where kind = ${kind} and installation = ${installation}`.execute(
          writer,
        ),
      );
      while (!signal.aborted && (await isThere())) await sleep(everySecond / 4, undefined, { ref: false });
    },
  };
  return shared;
}

function ofOwner({ kind, installation, owner }: { kind: WorkKind; installation: string; owner: string }) {
  return sql`kind = ${kind} and installation = ${installation} and owner = ${owner}`;
}

const nothingShared: WorkOfServers = {
  take: () => Promise.resolve(true),
  tell: () => Promise.resolve(),
  find: () => Promise.resolve(undefined),
  list: () => Promise.resolve([]),
  cancel: () => Promise.resolve(),
};
