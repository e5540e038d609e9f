import { sql } from 'kysely';
import { finalRunStates } from '../../api/run.ts';
import { runKinds } from '../../run-view/run-kinds.ts';
import type { Database } from '../database/open-database.ts';

/** Runs that one transaction deletes: with the events of these few, it is short. */
const atOnce = 5;

/** Kinds of runs that leave a cluster with what was asked for. */
const making = Object.entries(runKinds)
  .filter(([, { leaves }]) => leaves === 'cluster')
  .map(([kind]) => kind);

/**
 * Deletes ended runs with their events, except the newest `keep` of each installation, and the newest that succeeded and
 * left a cluster: pages show an installation as that run made it. Returns how many runs are gone.
 */
export async function pruneRuns(database: Database, { keep }: { readonly keep: number }): Promise<number> {
  let gone = 0;
  for (;;) {
    const { rows } = await database.write((writer) =>
      sql<{ id: string }>`
        delete from run where id in (
          select id from (
            select id, state,
              row_number() over (partition by installation order by created_at desc, id desc) as place,
              row_number() over (
                partition by installation, state = 'succeeded' and kind in (${sql.join(making)})
                order by created_at desc, id desc
              ) as place_of_kind,
              state = 'succeeded' and kind in (${sql.join(making)}) as made
            from run
          ) as one
          where place > ${keep} and state in (${sql.join(finalRunStates)}) and not (made and place_of_kind = 1)
          order by id limit ${atOnce}
        ) returning id`.execute(writer),
    );
    gone += rows.length;
    if (rows.length < atOnce) return gone;
  }
}
