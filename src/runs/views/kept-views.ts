import { sql } from 'kysely';
import { finalRunStates, runView, type RunView } from '../../api/run.ts';
import { foldVersion } from '../../run-view/fold-version.ts';
import type { Database } from '../database/open-database.ts';
import { toRecord } from '../store/run-rows.ts';
import type { RunRecord } from '../store/run-store.ts';
import { storableJson } from '../store/storable.ts';

/** Views of runs that have ended, kept so that their events need not be read again. */
export interface KeptViews {
  /** By run id. Views that cannot be shown any more are left out. */
  find(runIds: readonly string[]): Promise<ReadonlyMap<string, KeptView>>;
  /** Replaces earlier ones, in one statement. */
  keep(views: readonly RunView[]): Promise<void>;
  /** Ended runs without a view of this fold, newest first; those before a run, for the next page. */
  listUnkept(page: { readonly limit: number; readonly before?: RunRecord | undefined }): Promise<RunRecord[]>;
}

export interface KeptView {
  readonly view: RunView;
  /** False for a view of another version of the fold, which may show the same events differently. */
  readonly isCurrent: boolean;
}

/** `version`: of the fold, which changes more rarely than the program. */
export function openKeptViews(database: Database, version = foldVersion): KeptViews {
  return {
    async find(runIds) {
      if (runIds.length === 0) return new Map();
      const rows = await database.sql
        .selectFrom('run_view')
        .select(['run_id', 'version', 'view'])
        .where('run_id', 'in', runIds)
        .execute();
      return new Map(
        rows.flatMap((row): [string, KeptView][] => {
          if (row.version === version) return [[row.run_id, { view: row.view, isCurrent: true }]];
          const { data } = runView.safeParse(row.view);
          return data === undefined ? [] : [[row.run_id, { view: data, isCurrent: false }]];
        }),
      );
    },

    async keep(views) {
      if (views.length === 0) return;
      const rows = views.map((view) => ({ run_id: view.id, version, view: storableJson(view) }));
      await database.write((writer) =>
        writer
          .insertInto('run_view')
          .values(rows)
          .onConflict((conflict) => conflict.column('run_id').doUpdateSet({ version, view: sql`excluded.view` }))
          .execute(),
      );
    },

    async listUnkept({ limit, before }) {
      let query = database.sql
        .selectFrom('run')
        .selectAll()
        .where('state', 'in', finalRunStates as RunRecord['state'][])
        .where(
          sql<boolean>`not exists (select from run_view where run_view.run_id = run.id and run_view.version = ${version})`,
        )
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit);
      // The database's own timestamp: a `Date` is a thousand times coarser.
      if (before !== undefined)
        query = query.where(
          sql<boolean>`(created_at, id) < (select last.created_at, last.id from run as last where last.id = ${before.id})`,
        );
      return (await query.execute()).map(toRecord);
    },
  };
}
