import { covers } from '../../api/principal.ts';
import { MlaError } from '../../errors/error.ts';
import { hasInstallation } from '../../runs/store/has-installation.ts';
import type { Writer } from '../../runs/store/run-rows.ts';
import { type Account, grant } from './people.ts';

/**
 * Within the transaction that saves an installation: a new one is granted to
 * whoever creates it, and to nobody else. Of two people who create one name at
 * once, the second changes the first one's, which needs the right to. Throws
 * `people.notGranted`.
 */
export function creatorGrant(account: Account, installation: string): (writer: Writer) => Promise<void> {
  const { principal, onlyGranted } = account;
  return async (writer) => {
    if (!(await hasInstallation(writer, installation))) {
      // Grants of an earlier installation of this name, which was deleted.
      await writer.deleteFrom('person_installation').where('installation', '=', installation).execute();
      return grant(writer, principal.id, [installation]);
    }
    if (covers(principal.roles, 'admin') || !onlyGranted) return;
    const granted = await writer
      .selectFrom('person_installation')
      .select('person')
      .where('person', '=', principal.id)
      .where('installation', '=', installation)
      .executeTakeFirst();
    if (granted === undefined) throw new MlaError('people.notGranted', { person: principal.name, installation });
  };
}
