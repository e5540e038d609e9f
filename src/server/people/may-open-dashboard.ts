import { routes } from '../../api/contract.ts';
import { isError } from '../../errors/error.ts';
import type { Logins } from '../login/logins.ts';
import { authorize, type Lookups } from './authorize.ts';
import type { People } from './people.ts';

/** A browser's session, and the installation whose dashboard is open in it. */
export interface Opened {
  /** `Session.id`. */
  readonly session: string;
  readonly installation: string;
}

/** Whether the session is open, and its person may still open this dashboard: a pass outlives a change of a role. */
export function mayOpenDashboard(parts: {
  readonly logins: Pick<Logins, 'personOf'>;
  readonly people: Pick<People, 'findAccount'>;
  readonly lookups: Lookups;
}): (opened: Opened) => Promise<boolean> {
  return async ({ session, installation }) => {
    const person = await parts.logins.personOf({ id: session });
    const account = person === undefined ? undefined : await parts.people.findAccount(person);
    if (account === undefined) return false;
    try {
      const asked = { route: routes.openDashboard, params: { name: installation }, body: undefined };
      await authorize(account, asked, parts.lookups);
      return true;
    } catch (error) {
      if (isError(error, 'people.roleNeeded', 'people.notGranted')) return false;
      throw error;
    }
  };
}
