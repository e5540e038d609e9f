import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../runs/database/open-database.ts';
import { Secret } from '../../secret.ts';
import { randomText } from '../login/keyed-hash.ts';

/** What a ticket opens, and for whom. */
export interface Admission {
  readonly installation: string;
  /** `Session.id`. */
  readonly session: string;
  /** Of the page that it leads to. */
  readonly path: string;
}

/** One-time codes between our own page and the address of a dashboard, which share no cookie. */
export interface Tickets {
  issue(admission: Admission): Promise<Secret>;
  /** Uses a ticket up, also where it is for another installation. Undefined when it opens nothing. */
  redeem(ticket: string, installation: string): Promise<Admission | undefined>;
}

/** A browser follows at once. */
const ticketLife = '1 minute';

/** Kept in the database, as hashes: the browser may come to another server that shares it. */
export function openTickets(database: Pick<Database, 'write'>): Tickets {
  const hash = (ticket: string): string => createHash('sha256').update(ticket).digest('base64url');
  return {
    async issue(admission) {
      const ticket = randomText();
      await database.write(
        async (writer) => {
          await writer
            .deleteFrom('dashboard_ticket')
            .where('expires_at', '<=', sql<Date>`now()`)
            .execute();
          await writer
            .insertInto('dashboard_ticket')
            .values({
              ticket_hash: hash(ticket),
              admission: JSON.stringify(admission),
              expires_at: sql<Date>`now() + ${sql.lit(ticketLife)}::interval`,
            })
            .execute();
        },
        // A few bytes: a full disk must not keep anyone from a dashboard.
        { urgent: true },
      );
      return new Secret(ticket);
    },

    async redeem(ticket, installation) {
      const used = await database.write(
        (writer) =>
          writer
            .deleteFrom('dashboard_ticket')
            .where('ticket_hash', '=', hash(ticket))
            .returning(['admission', sql<boolean>`expires_at > now()`.as('valid')])
            .executeTakeFirst(),
        { urgent: true },
      );
      return used?.valid === true && used.admission.installation === installation ? used.admission : undefined;
    },
  };
}
