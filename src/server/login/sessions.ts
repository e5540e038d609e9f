import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { SessionView } from '../../api/contract.ts';
import type { Database } from '../../runs/database/open-database.ts';
import type { Tables } from '../../runs/database/schema.ts';
import type { Writer } from '../../runs/store/run-rows.ts';
import type { KeyedHash } from './keyed-hash.ts';
import type { LoginSource } from './logins.ts';

/** A browser's login. */
export interface Session {
  /** The key under which it is stored. Reveals nothing about the cookie. */
  readonly id: string;
  readonly person: string;
  /** Proves that a request comes from the page that logged in. Cookies are sent to every port of this machine; this token is not. */
  isPage(csrfToken: string): boolean;
}

export interface NewSessionRow {
  readonly cookie: string;
  readonly csrfToken: string;
  readonly person: string;
  readonly source: LoginSource;
}

/** Writes the session of a login within its transaction; the others are open to everybody. */
export interface SessionRows {
  readonly keep: (writer: Writer, session: NewSessionRow) => Promise<void>;
  readonly sessions: Sessions;
}

/** The sessions of browsers, and who is told when one ends. */
export interface Sessions {
  findSession(cookie: string): Promise<Session | undefined>;
  /** Newest first, all or a page; of one person, or of everybody. `before`: those that are older than this one. */
  listSessions(of: {
    readonly person?: string | undefined;
    readonly limit?: number;
    readonly before?: string | undefined;
  }): Promise<(SessionView & { readonly key: string })[]>;
  /** By the id that lists show; only of one person, if one is given. Returns whether there was one. */
  endShownSession(id: string, person?: string): Promise<boolean>;
  /** Whose session it is; undefined for one that has ended or expired. */
  personOf(session: Pick<Session, 'id'>): Promise<string | undefined>;
  /** Calls `ended` when this process ends the session. Returns a function that unsubscribes. */
  watchEnd(session: Pick<Session, 'id'>, ended: () => void): () => void;
  endSessions(ids: readonly string[]): Promise<void>;
  /** Ends all sessions, or all of one person, or all but one. */
  endSessionsOf(person: string | undefined, except?: string): Promise<void>;
}

const sessionLife = '7 days';
/** Enough to name a session, of its key's 64 characters. */
const shownLength = 16;

export function openSessions(database: Database, hash: KeyedHash): SessionRows {
  const tables = database.sql;
  const watchers = new Map<string, Set<() => void>>();

  const selectSession = (id: string) =>
    tables
      .selectFrom('session')
      .select(['csrf_hash', 'person'])
      .where('id_hash', '=', id)
      .where('expires_at', '>', sql<Date>`now()`)
      .executeTakeFirst();

  /** In the order of lists. Nothing is older than a session that has ended. */
  const olderThan = (shown: string) =>
    sql<SqlBool>`exists (select from session as last where left(last.id_hash, ${shownLength}) = ${shown}
      and (session.created_at, last.id_hash) < (last.created_at, session.id_hash))`;

  const end = async (which: (row: ExpressionBuilder<Tables, 'session'>) => Expression<SqlBool>): Promise<number> => {
    const ended = await database.write(
      (writer) => writer.deleteFrom('session').where(which).returning('id_hash').execute(),
      { urgent: true },
    );
    for (const { id_hash: id } of ended) for (const tell of watchers.get(id) ?? []) tell();
    return ended.length;
  };

  const keep: SessionRows['keep'] = async (writer, { cookie, csrfToken, person, source }) => {
    await writer
      .deleteFrom('session')
      .where((row) =>
        row.or([
          row('expires_at', '<', sql<Date>`now()`),
          ...(source.cookie === undefined ? [] : [row('id_hash', '=', hash.of(source.cookie))]),
        ]),
      )
      .execute();
    await writer
      .insertInto('session')
      .values({
        id_hash: hash.of(cookie),
        csrf_hash: hash.of(csrfToken),
        person,
        address: source.address,
        client: source.client?.slice(0, 300) ?? null,
        created_at: sql<Date>`now()`,
        expires_at: sql<Date>`now() + ${sql.lit(sessionLife)}::interval`,
      })
      .execute();
  };

  const sessions: Sessions = {
    async findSession(cookie) {
      const id = hash.of(cookie);
      const row = await selectSession(id);
      return row && { id, person: row.person, isPage: (csrfToken) => hash.matches(csrfToken, row.csrf_hash) };
    },

    async listSessions({ person, limit, before }) {
      const query = tables
        .selectFrom('session')
        .innerJoin('person', 'person.id', 'session.person')
        .select(['id_hash', 'session.created_at', 'expires_at', 'address', 'client', 'person.id', 'person.name'])
        .where('expires_at', '>', sql<Date>`now()`)
        .where((row) =>
          row.and([
            ...(person === undefined ? [] : [row('person.id', '=', person)]),
            ...(before === undefined ? [] : [olderThan(before)]),
          ]),
        )
        .orderBy('session.created_at', 'desc')
        .orderBy('id_hash');
      const rows = await (limit === undefined ? query : query.limit(limit)).execute();
      return rows.map(({ id_hash: key, created_at: createdAt, expires_at: expiresAt, address, client, id, name }) => ({
        key,
        id: key.slice(0, shownLength),
        person: { id, name },
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        address,
        client,
        current: false,
      }));
    },

    personOf: async ({ id }) => (await selectSession(id))?.person,

    watchEnd({ id }, ended) {
      const watching = watchers.get(id) ?? new Set();
      watchers.set(id, watching.add(ended));
      return () => {
        watching.delete(ended);
        if (watching.size === 0) watchers.delete(id);
      };
    },

    async endShownSession(id, person) {
      const ended = await end((row) =>
        row.and([
          sql<SqlBool>`left(id_hash, ${shownLength}) = ${id}`,
          ...(person === undefined ? [] : [row('person', '=', person)]),
        ]),
      );
      return ended > 0;
    },

    endSessions: async (ids) => void (await end((row) => row('id_hash', 'in', [...ids, '']))),

    async endSessionsOf(person, except = '') {
      await end((row) =>
        row.and([row('id_hash', '!=', except), ...(person === undefined ? [] : [row('person', '=', person)])]),
      );
    },
  };
  return { keep, sessions };
}
