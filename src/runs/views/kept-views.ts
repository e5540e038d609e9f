import { sql } from 'kysely';
import type { RunView } from '../../api/run.ts';
import type { Database } from '../database/open-database.ts';
import { storableJson } from '../store/storable.ts';

/** Views of runs that have ended, kept so that their events need not be read again. */
export interface KeptViews {
  /** By run id, without views of other versions of the program. */
  find(runIds: readonly string[]): Promise<ReadonlyMap<string, RunView>>;
  /** Replaces earlier ones, in one statement. */
  keep(views: readonly RunView[]): Promise<void>;
}

/** `version`: of the program. Another version may fold the same events differently, so it makes its own views. */
export function openKeptViews(database: Database, version: string): KeptViews {
  return {
    async find(runIds) {
      if (runIds.length === 0) return new Map();
      const rows = await database.sql
        .selectFrom('run_view')
        .select(['run_id', 'view'])
        .where('run_id', 'in', runIds)
        .where('version', '=', version)
        .execute();
      return new Map(rows.map(({ run_id, view }) => [run_id, view]));
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
  };
}
