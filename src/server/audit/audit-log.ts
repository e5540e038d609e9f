import { sql } from 'kysely';
import type { AuditEntry } from '../../api/contract.ts';
import type { Database } from '../../runs/database/open-database.ts';

/** Who did what, in the order in which it was done. */
export interface AuditLog {
  /** Never throws: what was done is done. A failure goes to the server's log. */
  record(entry: Omit<AuditEntry, 'id' | 'time'>): Promise<void>;
  /** Newest first. */
  list(page: {
    readonly limit: number;
    readonly before?: number | undefined;
    readonly since?: string | undefined;
    /** By id, or by the name of that time. */
    readonly person?: string | undefined;
  }): Promise<AuditEntry[]>;
}

/** Longer targets are cut: the address of a request is limited by the server, the names in a body by its schema. */
const longestTarget = 500;

export function openAuditLog(database: Database, report: (error: unknown) => void): AuditLog {
  return {
    async record({ person, target, ...entry }) {
      await database
        .write(
          (writer) =>
            writer
              .insertInto('audit_entry')
              .values({
                ...entry,
                target: target.slice(0, longestTarget),
                person: person?.id ?? null,
                person_name: person?.name ?? null,
                time: sql<Date>`clock_timestamp()`,
              })
              .execute(),
          { urgent: true },
        )
        .catch(report);
    },

    async list({ limit, before, since, person }) {
      const rows = await database.sql
        .selectFrom('audit_entry')
        .selectAll()
        .where((row) =>
          row.and([
            ...(before === undefined ? [] : [row('id', '<', String(before))]),
            ...(since === undefined ? [] : [row('time', '>=', new Date(since))]),
            ...(person === undefined
              ? []
              : [row.or([row('person', '=', person), row(sql`lower(person_name)`, '=', person.toLowerCase())])]),
          ]),
        )
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ id, time, person: personId, person_name: name, ...rest }) => ({
        ...rest,
        id: Number(id),
        time: time.toISOString(),
        person: personId === null ? null : { id: personId, name: name ?? '' },
      }));
    },
  };
}
