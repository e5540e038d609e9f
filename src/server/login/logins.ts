import { sql } from 'kysely';
import { MlaError, toMlaError } from '../../errors/error.ts';
import type { Database } from '../../runs/database/open-database.ts';
import { Secret } from '../../secret.ts';
import { ownerId, type People } from '../people/people.ts';
import { createKeyedHash, randomText } from './keyed-hash.ts';
import { type LoginCode, makeLoginCode, readLoginCode, useLoginCode } from './login-codes.ts';
import { openLoginFailures } from './login-failures.ts';
import { openSessions, type Sessions } from './sessions.ts';

/** A person logs in with the server's token, a one-time code, or their name and password. */
export type LoginWish = { readonly token: string } | { readonly name: string; readonly password: string };

/** Where a login comes from. */
export interface LoginSource {
  readonly address: string;
  /** What the browser calls itself. */
  readonly client?: string | undefined;
  /** A cookie that the browser had before: its session ends, so that no session outlives the login that replaces it. */
  readonly cookie?: string | undefined;
}

/** Who may use the server: the token of its owner, one-time codes for browsers, passwords, and the sessions they become. */
export interface Logins extends Sessions {
  isToken(text: string): boolean;
  /** A code for one login of a person, by default within ten minutes. */
  createCode(person?: string, life?: number): Secret;
  /** Always a new session. The browser keeps the cookie, the page keeps the token against forged requests. Throws `server.loginInvalid`, `people.loginWrong` and `server.tooManyTries`. */
  logIn(wish: LoginWish, source: LoginSource): Promise<NewSession>;
  /** The login of a person whom somebody else vouches for, once. What `prove` refuses as unauthorized counts as a guess from the address. Throws `oidc.notBegun` and `server.tooManyTries`. */
  logInBy(prove: () => Promise<LoginCode>, source: LoginSource): Promise<NewSession>;
  /** That a person who is logged in knows their password. A session that somebody stole is no way to guess it: wrong ones are slowed down as at a login. Throws `people.passwordWrong` and `server.tooManyTries`. */
  confirmPassword(person: string, password: string, source: LoginSource): Promise<void>;
}

export interface NewSession {
  readonly cookie: Secret;
  readonly csrfToken: Secret;
  readonly person: string;
}

const codeLife = 10 * 60 * 1000;

/** Everything is stored only as hashes, which are keyed with the server's token. */
export function openLogins({
  database,
  token,
  people,
}: {
  readonly database: Database;
  readonly token: Secret;
  readonly people: People;
}): Logins {
  const hash = createKeyedHash(token);
  const tokenHash = hash.of(token.reveal());
  const { keep, sessions } = openSessions(database, hash);
  const failures = openLoginFailures(database, hash);
  const isToken = (text: string): boolean => hash.matches(text, tokenHash);

  const begin = async (person: string, source: LoginSource, code?: LoginCode): Promise<NewSession | undefined> => {
    const [cookie, csrfToken] = [randomText(), randomText()];
    const isKept = await database.write(
      async (writer) => {
        const known = await writer
          .updateTable('person')
          .set({ last_login_at: sql<Date>`now()` })
          .where('id', '=', person)
          .where('disabled', '=', false)
          .returning('id')
          .executeTakeFirst();
        if (known === undefined || (code !== undefined && !(await useLoginCode(writer, code)))) return false;
        await keep(writer, { cookie, csrfToken, person, source });
        return true;
      },
      // Written even to a full disk: a few bytes, so that a user can log in and see why a run waits.
      { urgent: true },
    );
    return isKept ? { cookie: new Secret(cookie), csrfToken: new Secret(csrfToken), person } : undefined;
  };

  /** A right token or code gets in however many wrong ones came before: they have 256 bits, and nobody can lock the owner out. */
  const logInWithToken = async (text: string, source: LoginSource): Promise<NewSession> => {
    const code = readLoginCode(hash, text);
    const person = code?.person ?? (isToken(text) ? ownerId : undefined);
    const session = person === undefined ? undefined : await begin(person, source, code);
    if (session !== undefined) return session;
    const seconds = await failures.begin({ address: source.address });
    throw seconds === undefined
      ? new MlaError('server.loginInvalid')
      : new MlaError('server.tooManyTries', { seconds });
  };

  const logInWithPassword = async (name: string, password: string, source: LoginSource): Promise<NewSession> => {
    const tried = { account: name, address: source.address };
    const seconds = await failures.begin(tried);
    if (seconds !== undefined) throw new MlaError('server.tooManyTries', { seconds });
    const person = await people.findByPassword(name, password);
    const session = person === undefined ? undefined : await begin(person, source);
    if (session === undefined) throw new MlaError('people.loginWrong');
    await failures.succeed(tried);
    return session;
  };

  const confirmPassword: Logins['confirmPassword'] = async (person, password, source) => {
    // Apart from the name that is typed at a login: guesses there lock nobody out of a change here.
    const tried = { account: `id ${person}`, address: source.address };
    const seconds = await failures.begin(tried);
    if (seconds !== undefined) throw new MlaError('server.tooManyTries', { seconds });
    if (!(await people.isOwnPassword(person, password))) throw new MlaError('people.passwordWrong');
    await failures.succeed(tried);
  };

  const logInBy: Logins['logInBy'] = async (prove, source) => {
    const tried = { address: source.address };
    const seconds = await failures.begin(tried);
    if (seconds !== undefined) throw new MlaError('server.tooManyTries', { seconds });
    const code = await prove().catch(async (error: unknown) => {
      if (toMlaError(error).kind !== 'unauthorized') await failures.succeed(tried);
      throw error;
    });
    const session = await begin(code.person, source, code);
    if (session === undefined) throw new MlaError('oidc.notBegun');
    await failures.succeed(tried);
    return session;
  };

  return {
    ...sessions,
    isToken,
    logInBy,
    confirmPassword,
    createCode: (person = ownerId, life = codeLife) => makeLoginCode(hash, { person, life }),
    logIn: (wish, source) =>
      'token' in wish ? logInWithToken(wish.token, source) : logInWithPassword(wish.name, wish.password, source),
  };
}
