import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../runs/database/open-database.ts';
import { Secret } from '../../secret.ts';

/** A browser's login. */
export interface Session {
  /** The key under which it is stored. Reveals nothing about the cookie. */
  readonly id: string;
  /** Proves that a request comes from the page that logged in. Cookies are sent to every port of this machine; this token is not. */
  isPage(csrfToken: string): boolean;
}

/** Who may use the server: the token of its owner, one-time codes for browsers, and the sessions they become. */
export interface Logins {
  isToken(text: string): boolean;
  /** Creates a code for one login within ten minutes. */
  createCode(): Secret;
  /** Exchanges the token or a one-time code for a session. The browser keeps the cookie, the page keeps the token against forged requests. */
  logIn(text: string): Promise<{ readonly cookie: Secret; readonly csrfToken: Secret } | undefined>;
  findSession(cookie: string): Promise<Session | undefined>;
  /** Whether a session has neither ended nor expired. */
  isOpen(session: Pick<Session, 'id'>): Promise<boolean>;
  /** Calls `ended` when this process ends the session. Returns a function that unsubscribes. */
  watchEnd(session: Pick<Session, 'id'>, ended: () => void): () => void;
  logOut(session: Session): Promise<void>;
  /** Ends the session of every browser. */
  logOutAll(): Promise<void>;
}

const codeLife = 10 * 60 * 1000;
const sessionLife = '7 days';

/**
 * Codes are kept in memory and sessions in the database, both only as hashes.
 * The hashes are keyed with the server's token: someone who can write the
 * database but has no token cannot create a session, and a new token ends all.
 */
export function openLogins(database: Database, token: Secret): Logins {
  const tables = database.sql;
  const hash = (text: string): string => createHmac('sha256', token.reveal()).update(text).digest('hex');
  const isHashOf = (text: string, expected: string): boolean =>
    timingSafeEqual(Buffer.from(hash(text)), Buffer.from(expected));
  const tokenHash = hash(token.reveal());
  const codes = new Map<string, number>();
  const watchers = new Map<string, Set<() => void>>();

  const isToken = (text: string): boolean => isHashOf(text, tokenHash);

  /** When the code expires; undefined for an unknown code. */
  const useCode = (text: string): number | undefined => {
    const expires = codes.get(hash(text));
    codes.delete(hash(text));
    return expires !== undefined && expires > Date.now() ? expires : undefined;
  };

  const keepSession = async (cookie: string, csrfToken: string): Promise<void> => {
    await database.write(
      async (writer) => {
        await writer
          .deleteFrom('session')
          .where('expires_at', '<', sql<Date>`now()`)
          .execute();
        await writer
          .insertInto('session')
          .values({
            id_hash: hash(cookie),
            csrf_hash: hash(csrfToken),
            created_at: sql<Date>`now()`,
            expires_at: sql<Date>`now() + ${sql.lit(sessionLife)}::interval`,
          })
          .execute();
      },
      // Written even to a full disk: a few bytes, so that a user can log in and see why a run waits.
      { urgent: true },
    );
  };

  const selectSession = async (id: string): Promise<{ csrf_hash: string } | undefined> =>
    tables
      .selectFrom('session')
      .select('csrf_hash')
      .where('id_hash', '=', id)
      .where('expires_at', '>', sql<Date>`now()`)
      .executeTakeFirst();

  return {
    isToken,

    createCode() {
      for (const [code, expires] of codes) if (expires < Date.now()) codes.delete(code);
      const code = randomText();
      codes.set(hash(code), Date.now() + codeLife);
      return new Secret(code);
    },

    async logIn(text) {
      const codeExpires = useCode(text);
      if (codeExpires === undefined && !isToken(text)) return undefined;
      const [cookie, csrfToken] = [randomText(), randomText()];
      try {
        await keepSession(cookie, csrfToken);
      } catch (error) {
        // If no session was created, the code stays valid.
        if (codeExpires !== undefined) codes.set(hash(text), codeExpires);
        throw error;
      }
      return { cookie: new Secret(cookie), csrfToken: new Secret(csrfToken) };
    },

    async findSession(cookie) {
      const id = hash(cookie);
      const row = await selectSession(id);
      return row && { id, isPage: (csrfToken) => isHashOf(csrfToken, row.csrf_hash) };
    },

    isOpen: async ({ id }) => (await selectSession(id)) !== undefined,

    watchEnd({ id }, ended) {
      const watching = watchers.get(id) ?? new Set();
      watchers.set(id, watching.add(ended));
      return () => {
        watching.delete(ended);
        if (watching.size === 0) watchers.delete(id);
      };
    },

    async logOut({ id }) {
      await database.write((writer) => writer.deleteFrom('session').where('id_hash', '=', id).execute(), {
        urgent: true,
      });
      for (const ended of watchers.get(id) ?? []) ended();
    },

    async logOutAll() {
      await database.write((writer) => writer.deleteFrom('session').execute(), { urgent: true });
      for (const watching of watchers.values()) for (const ended of watching) ended();
    },
  };
}

/** 256 random bits. */
export function randomText(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text can be one of `randomText`. */
export function isRandomText(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}
