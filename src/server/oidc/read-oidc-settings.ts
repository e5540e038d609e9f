import { MlaError } from '../../errors/error.ts';
import { Secret } from '../../secret.ts';
import { withoutPassword } from '../address/without-password.ts';
import { isLoopback } from '../address/read-listen.ts';
import { parseRoleRules, type RoleRule } from './role-rules.ts';

/** A provider, and what its people may do here. */
export interface OidcSettings {
  readonly issuer: URL;
  readonly clientId: string;
  /** Without, this server is a public client: PKCE alone protects the code. */
  readonly clientSecret: Secret | undefined;
  readonly scopes: string;
  /** The claim that lists a person's groups. */
  readonly groupsClaim: string;
  readonly roles: readonly RoleRule[];
  /** As the login page calls the provider. */
  readonly name: string;
}

/** What `mla serve` is told about the provider; the texts as they were given. The secret is never a flag: every user of the machine can read flags. */
export interface OidcFlags {
  readonly oidcIssuer?: string;
  readonly oidcClientId?: string;
  readonly oidcRoles?: string;
  readonly oidcGroupsClaim?: string;
  readonly oidcScopes?: string;
  readonly oidcName?: string;
}

/** A setting, and what it is called where it was given. */
interface Given {
  readonly text: string;
  readonly name: string;
}

const namesOf = {
  oidcIssuer: { flag: '--oidc-issuer', variable: 'MLA_OIDC_ISSUER' },
  oidcClientId: { flag: '--oidc-client-id', variable: 'MLA_OIDC_CLIENT_ID' },
  oidcRoles: { flag: '--oidc-roles', variable: 'MLA_OIDC_ROLES' },
  oidcGroupsClaim: { flag: '--oidc-groups-claim', variable: 'MLA_OIDC_GROUPS_CLAIM' },
  oidcScopes: { flag: '--oidc-scopes', variable: 'MLA_OIDC_SCOPES' },
  oidcName: { flag: '--oidc-name', variable: 'MLA_OIDC_NAME' },
} as const satisfies Record<keyof OidcFlags, object>;

/** Of flags, then of MLA_OIDC_…; undefined where no issuer is set. Throws `cli.badValue` and `oidc.settingsContradict`. */
export function readOidcSettings(
  environment: Readonly<Record<string, string | undefined>>,
  flags: OidcFlags = {},
): OidcSettings | undefined {
  const read = (key: keyof OidcFlags): Given | undefined => {
    const { flag, variable } = namesOf[key];
    return flags[key] === undefined ? givenBy(variable, environment[variable]) : givenBy(flag, flags[key]);
  };
  const secret = givenBy('MLA_OIDC_CLIENT_SECRET', environment['MLA_OIDC_CLIENT_SECRET']);
  const clientId = read('oidcClientId');
  const roles = read('oidcRoles');
  const given = read('oidcIssuer');
  if (given === undefined) {
    refuseLonely([clientId, secret, roles]);
    return undefined;
  }
  const issuer = readIssuer(given);
  if (clientId === undefined) throw contradiction(`${given.name} needs ${bothOf('oidcClientId')}`);
  return {
    issuer,
    clientId: clientId.text,
    clientSecret: secret && new Secret(secret.text),
    scopes: readScopes(read('oidcScopes')),
    groupsClaim: read('oidcGroupsClaim')?.text ?? 'groups',
    roles: readRoles(roles, given),
    name: read('oidcName')?.text ?? issuer.hostname,
  };
}

function givenBy(name: string, text: string | undefined): Given | undefined {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? undefined : { text: trimmed, name };
}

/** A setting of a provider that is not named. */
function refuseLonely(settings: readonly (Given | undefined)[]): void {
  const lonely = settings.find((one) => one !== undefined);
  if (lonely !== undefined) throw contradiction(`${lonely.name} needs ${bothOf('oidcIssuer')}`);
}

function bothOf(key: keyof OidcFlags): string {
  return `${namesOf[key].flag} or ${namesOf[key].variable}`;
}

/** Plain http only to this machine itself: others on the way could be anybody. */
function readIssuer({ text, name }: Given): URL {
  const url = URL.parse(text);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url !== null && isSafe && url.username === '' && url.search === '' && url.hash === '') return url;
  throw new MlaError('cli.badValue', {
    value: withoutPassword(text),
    flag: name,
    expected: 'the https address of the provider, as its own configuration names it',
    example: `${name}${joinOf(name)}https://login.example.com/realms/company`,
  });
}

function readScopes(given: Given | undefined): string {
  if (given === undefined) return 'openid profile email';
  if (given.text.split(/\s+/).includes('openid')) return given.text;
  throw contradiction(`${given.name} has to contain openid`);
}

function readRoles(given: Given | undefined, issuer: Given): readonly RoleRule[] {
  if (given === undefined)
    throw contradiction(
      `${issuer.name} needs ${bothOf('oidcRoles')}, which says who may do what, such as ml-admins=admin,ml-team=operator`,
    );
  const rules = parseRoleRules(given.text);
  if (rules !== undefined) return rules;
  throw new MlaError('cli.badValue', {
    value: given.text,
    flag: given.name,
    expected: 'groups with the roles viewer, operator or admin',
    example: `${given.name}${joinOf(given.name)}'ml-admins=admin,ml-team=operator,*=viewer'`,
  });
}

/** Between a flag or a variable and its value. */
function joinOf(name: string): string {
  return name.startsWith('-') ? ' ' : '=';
}

function contradiction(reason: string): MlaError {
  return new MlaError('oidc.settingsContradict', { reason });
}
