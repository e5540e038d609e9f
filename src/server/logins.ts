import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../runs/database.ts';
import { Secret } from '../secret.ts';

/** A browser's login. */
export interface Session {
  readonly csrfToken: string;
}

/** Who may use the server: the token of its owner, one-time codes for browsers, and the sessions they become. */
export interface Logins {
  isToken(text: string): boolean;
  /** A code for one login within ten minutes. */
  createCode(): Secret;
  /** Takes the token or a code; the code is used up. */
  logIn(text: string): Promise<{ readonly cookie: Secret; readonly session: Session } | undefined>;
  findSession(cookie: string): Promise<Session | undefined>;
  logOut(cookie: string): Promise<void>;
}

const codeLife = 10 * 60 * 1000;
const sessionLife = '7 days';

/** Codes are kept in memory, sessions in the database, of both only hashes. A session's hash needs the token: a row that someone else wrote into the database lets nobody in, and a new token ends every session. */
export function openLogins(database: Database, token: Secret): Logins {
  const tables = database.sql;
  const tokenHash = hash(token.reveal());
  const codes = new Map<string, number>();
  const sessionHash = (cookie: string): string => createHmac('sha256', token.reveal()).update(cookie).digest('hex');

  const isToken = (text: string): boolean => timingSafeEqual(Buffer.from(hash(text)), Buffer.from(tokenHash));

  /** When the code expires; undefined when there is none such. */
  const useCode = (text: string): number | undefined => {
    const expires = codes.get(hash(text));
    codes.delete(hash(text));
    return expires !== undefined && expires > Date.now() ? expires : undefined;
  };

  const keepSession = async (cookie: string): Promise<void> => {
    await database.write(
      async (writer) => {
        await writer.deleteFrom('session').where('expires_at', '<', sql<Date>`now()`).execute();
        await writer
          .insertInto('session')
          .values({ id_hash: sessionHash(cookie), created_at: sql<Date>`now()`, expires_at: sql<Date>`now() + ${sql.lit(sessionLife)}::interval` })
          .execute();
      },
      // A few bytes: who comes to see why a run waits for room on the disk shall get in.
      { urgent: true },
    );
  };

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
      const cookie = randomText();
      try {
        await keepSession(cookie);
      } catch (error) {
        // Without a session the code has not served.
        if (codeExpires !== undefined) codes.set(hash(text), codeExpires);
        throw error;
      }
      return { cookie: new Secret(cookie), session: sessionOf(cookie) };
    },

    async findSession(cookie) {
      const row = await tables
        .selectFrom('session')
        .select('id_hash')
        .where('id_hash', '=', sessionHash(cookie))
        .where('expires_at', '>', sql<Date>`now()`)
        .executeTakeFirst();
      return row && sessionOf(cookie);
    },

    async logOut(cookie) {
      await database.write((writer) => writer.deleteFrom('session').where('id_hash', '=', sessionHash(cookie)).execute(), { urgent: true });
    },
  };
}

/** Only who has the cookie can work it out, and no other page can read the cookie. */
function sessionOf(cookie: string): Session {
  return { csrfToken: createHash('sha256').update(`csrf ${cookie}`).digest('base64url') };
}

/** 256 random bits. */
export function randomText(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text can be one of `randomText`. */
export function isRandomText(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
