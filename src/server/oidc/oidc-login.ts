import { z } from 'zod';
import { isError, MlaError } from '../../errors/error.ts';
import type { OutboundFetch } from '../../network/outbound.ts';
import type { Database } from '../../runs/database/open-database.ts';
import type { Redactor } from '../../runs/secrets/redactor.ts';
import type { Secret } from '../../secret.ts';
import { createKeyedHash, type KeyedHash } from '../login/keyed-hash.ts';
import type { LoginCode } from '../login/login-codes.ts';
import type { Logins } from '../login/logins.ts';
import { nameRefusal } from './name-oidc-error.ts';
import { openOidcPeople, type Identity, type OidcPeople } from './oidc-people.ts';
import { type Claims, openOidcProvider } from './oidc-provider.ts';
import { makePendingLogin, type PendingLogin, readPendingLogin, secretsOf } from './pending-login.ts';
import type { OidcSettings } from './read-oidc-settings.ts';
import { roleOf } from './role-rules.ts';

/** Login through an OpenID provider. */
export interface OidcLogin {
  /** As the login page calls the provider. */
  readonly name: string;
  readonly people: Pick<OidcPeople, 'isFromProvider'>;
  /** Where the person goes, and the cookie that the browser keeps meanwhile. */
  begin(next: string, redirectUri: string): Promise<{ readonly url: string; readonly cookie: string }>;
  /** The person of the provider's answer. Its hash is that of the begun login, which works once. */
  finish(given: Answered): Promise<{ readonly code: LoginCode; readonly next: string }>;
}

export interface Answered {
  /** The query of the address to which the provider sent the browser. */
  readonly answer: string;
  readonly cookie: string | undefined;
  readonly redirectUri: string;
}

export function openOidcLogin(
  settings: OidcSettings,
  parts: {
    readonly database: Database;
    readonly token: Secret;
    readonly logins: Pick<Logins, 'endSessionsOf'>;
    readonly redactor: Pick<Redactor, 'add'>;
    readonly fetch: OutboundFetch;
  },
): OidcLogin {
  if (settings.clientSecret !== undefined) parts.redactor.add(settings.clientSecret);
  const hash = createKeyedHash(parts.token);
  const people = openOidcPeople(parts.database);
  const provider = openOidcProvider(settings, parts.fetch);

  /** Who has lost every group also loses what is still open. */
  const refuse = async (identity: Identity): Promise<void> => {
    const known = await people.find(identity);
    if (known === undefined) return;
    await people.revokeTokens(known);
    await parts.logins.endSessionsOf(known);
  };

  const personOf = async (claims: Claims): Promise<string> => {
    const identity = { issuer: settings.issuer.href, subject: claims.sub };
    const names = textsIn(claims, ['preferred_username', 'email', 'name']);
    try {
      const role = readRole(claims, settings, names[0] ?? claims.sub);
      const email = z.email().max(254).safeParse(claims['email']).data ?? null;
      return await people.keep({ ...identity, names, email, role });
    } catch (error) {
      if (isError(error, 'oidc.noRole', 'oidc.groupsMissing')) await refuse(identity);
      throw error;
    }
  };

  return {
    name: settings.name,
    people,

    async begin(next, redirectUri) {
      const { pending, cookie } = makePendingLogin(hash, next);
      return { url: await provider.loginAddress(secretsOf(hash, pending), redirectUri), cookie };
    },

    async finish({ answer, cookie, redirectUri }) {
      const pending = readPendingLogin(hash, cookie);
      if (pending === undefined) throw new MlaError('oidc.notBegun');
      const answered = new URL(`${redirectUri}?${answer}`);
      checkAnswer(answered.searchParams, { hash, pending, issuer: settings.issuer.href });
      const claims = await provider.readClaims(secretsOf(hash, pending), answered);
      const person = await personOf(claims);
      const code = { person, expires: pending.expires, hash: hash.of(`oidc-login ${pending.id}`) };
      return { code, next: pending.next };
    },
  };
}

/** Before anything is sent to the provider. Throws `oidc.stateWrong`, `oidc.issuerWrong`, and what the provider says. */
function checkAnswer(
  answer: URLSearchParams,
  { hash, pending, issuer }: { hash: KeyedHash; pending: PendingLogin; issuer: string },
): void {
  if (!hash.matches(`oidc-state ${pending.id}`, answer.get('state') ?? '')) throw new MlaError('oidc.stateWrong');
  const said = answer.get('iss');
  if (said !== null && URL.parse(said)?.href !== issuer) throw new MlaError('oidc.issuerWrong', { issuer });
  const error = answer.get('error');
  if (error !== null) throw nameRefusal(error, issuer);
}

/** Throws `oidc.groupsMissing` and `oidc.noRole`. */
function readRole(claims: Claims, { roles, groupsClaim }: OidcSettings, person: string) {
  const given = claims[groupsClaim];
  const groups = z.union([z.array(z.string()), z.string().transform((one) => [one])]).safeParse(given).data;
  const role = roleOf(groups ?? [], roles);
  if (role !== undefined) return role;
  throw groups === undefined
    ? new MlaError('oidc.groupsMissing', { claim: groupsClaim })
    : new MlaError('oidc.noRole', { person });
}

function textsIn(claims: Claims, names: readonly string[]): string[] {
  return names.map((name) => claims[name]).filter((value) => typeof value === 'string');
}
