import { createHash } from 'node:crypto';
import { Secret } from '../../secret.ts';
import { randomText } from '../login/logins.ts';

/** What a ticket opens, and for whom. */
export interface Admission {
  readonly installation: string;
  /** `Session.id`. */
  readonly session: string;
}

/** One-time codes between our own page and the address of a dashboard, which share no cookie. */
export interface Tickets {
  issue(admission: Admission): Secret;
  /** Uses a ticket up, also where it is for another installation. Undefined when it opens nothing. */
  redeem(ticket: string, installation: string): Admission | undefined;
}

/** Milliseconds: a browser follows at once. */
const ticketLife = 60_000;

export function createTickets(now: () => number = Date.now): Tickets {
  const issued = new Map<string, Admission & { readonly expires: number }>();
  const hash = (ticket: string): string => createHash('sha256').update(ticket).digest('base64url');
  return {
    issue(admission) {
      for (const [key, { expires }] of issued) if (expires <= now()) issued.delete(key);
      const ticket = randomText();
      issued.set(hash(ticket), { ...admission, expires: now() + ticketLife });
      return new Secret(ticket);
    },
    redeem(ticket, installation) {
      const key = hash(ticket);
      const found = issued.get(key);
      issued.delete(key);
      if (found === undefined || found.expires <= now() || found.installation !== installation) return undefined;
      return { installation, session: found.session };
    },
  };
}
