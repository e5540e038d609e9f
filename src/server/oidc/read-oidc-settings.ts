import { MlaError } from '../../errors/error.ts';
import { Secret } from '../../secret.ts';
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

/** Of MLA_OIDC_…; undefined where no issuer is set. Throws `cli.badValue` and `oidc.settingsContradict`. */
export function readOidcSettings(environment: Readonly<Record<string, string | undefined>>): OidcSettings | undefined {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const text = read('MLA_OIDC_ISSUER');
  if (text === undefined) {
    const lonely = ['MLA_OIDC_CLIENT_ID', 'MLA_OIDC_CLIENT_SECRET', 'MLA_OIDC_ROLES'].find(
      (name) => read(name) !== undefined,
    );
    if (lonely !== undefined) throw contradiction(`${lonely} needs MLA_OIDC_ISSUER`);
    return undefined;
  }
  const issuer = readIssuer(text);
  const clientId = read('MLA_OIDC_CLIENT_ID');
  if (clientId === undefined) throw contradiction('MLA_OIDC_ISSUER needs MLA_OIDC_CLIENT_ID');
  const secret = read('MLA_OIDC_CLIENT_SECRET');
  return {
    issuer,
    clientId,
    clientSecret: secret === undefined ? undefined : new Secret(secret),
    scopes: readScopes(read('MLA_OIDC_SCOPES') ?? 'openid profile email'),
    groupsClaim: read('MLA_OIDC_GROUPS_CLAIM') ?? 'groups',
    roles: readRoles(read('MLA_OIDC_ROLES')),
    name: read('MLA_OIDC_NAME') ?? issuer.hostname,
  };
}

/** Plain http only to this machine itself: others on the way could be anybody. */
function readIssuer(value: string): URL {
  const url = URL.parse(value);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url !== null && isSafe && url.username === '' && url.search === '' && url.hash === '') return url;
  throw new MlaError('cli.badValue', {
    value,
    flag: 'MLA_OIDC_ISSUER',
    expected: 'the https address of the provider, as its own configuration names it',
    example: 'MLA_OIDC_ISSUER=https://login.example.com/realms/company',
  });
}

function readScopes(value: string): string {
  if (value.split(/\s+/).includes('openid')) return value;
  throw contradiction('MLA_OIDC_SCOPES has to contain openid');
}

function readRoles(value: string | undefined): readonly RoleRule[] {
  if (value === undefined)
    throw contradiction(
      'MLA_OIDC_ISSUER needs MLA_OIDC_ROLES, which says who may do what, such as ml-admins=admin,ml-team=operator',
    );
  const rules = parseRoleRules(value);
  if (rules !== undefined) return rules;
  throw new MlaError('cli.badValue', {
    value,
    flag: 'MLA_OIDC_ROLES',
    expected: 'groups with the roles viewer, operator or admin',
    example: "MLA_OIDC_ROLES='ml-admins=admin,ml-team=operator,*=viewer'",
  });
}

function contradiction(reason: string): MlaError {
  return new MlaError('oidc.settingsContradict', { reason });
}
