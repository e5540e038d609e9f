import type { Database } from '../database/open-database.ts';
import type { SharedBundles } from '../../kubeflow/release/team-bundles.ts';

/** Bytes of one row. */
const chunkSize = 512 * 1024;

/** Bundles in the database, for servers that share it. */
export function openBundleRows(database: Database): SharedBundles {
  return {
    list: () => database.sql.selectFrom('release_bundle').selectAll().execute(),

    async read({ name, version }) {
      const rows = await database.sql
        .selectFrom('release_chunk')
        .select('content')
        .where('name', '=', name)
        .where('version', '=', version)
        .orderBy('position')
        .execute();
      return rows.length === 0 ? undefined : Buffer.concat(rows.map(({ content }) => content));
    },

    async write({ name, version, digest, source }, bundle) {
      await database.write(async (writer) => {
        await writer.deleteFrom('release_bundle').where('name', '=', name).where('version', '=', version).execute();
        await writer.insertInto('release_bundle').values({ name, version, digest, source }).execute();
        for (let position = 0; position * chunkSize < bundle.length; position += 1) {
          const content = Buffer.from(bundle.subarray(position * chunkSize, (position + 1) * chunkSize));
          await writer.insertInto('release_chunk').values({ name, version, position, content }).execute();
        }
      });
    },

    async remove({ name, version }) {
      await database.write((writer) =>
        writer.deleteFrom('release_bundle').where('name', '=', name).where('version', '=', version).execute(),
      );
    },
  };
}
