import type { Kysely } from 'kysely';
import { kindsThatRemove } from '../../run-view/run-kinds.ts';
import type { Tables } from '../database/schema.ts';

/** Whether a name is an installation's. Its row stays when it is deleted: the newest run tells. */
export async function hasInstallation(reader: Kysely<Tables>, installation: string): Promise<boolean> {
  const newest = await reader
    .selectFrom('run')
    .select(['kind', 'state'])
    .where('installation', '=', installation)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return newest !== undefined && !(kindsThatRemove.includes(newest.kind) && newest.state === 'succeeded');
}
