import type { ConnectorWish } from '../../installation/login/login.ts';

/** A connector in Dex's settings. */
export interface DexConnector {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Variables of Dex that hold client secrets of MLAnywhere's connectors. */
const prefix = 'MLANYWHERE_CONNECTOR_';

/** The variable with the client secret of a connector. Ids have hyphens and no underscores, so each has its own. */
export function variableOf(id: string): string {
  return `${prefix}${id.toUpperCase().replaceAll('-', '_')}`;
}

/** Whether MLAnywhere wrote it: its client secret is one of these variables. Everything else was written by hand. */
export function isOurs({ config }: DexConnector): boolean {
  const secret = config?.['clientSecret'];
  return typeof secret === 'string' && secret.startsWith(`$${prefix}`);
}

/** A wish in Dex's words. Source: dex, connector/{oidc,microsoft,google,github}. */
export function dexConnector(wish: ConnectorWish, redirectURI: string): DexConnector {
  const { type, id, name, clientID } = wish;
  const own = { clientID, clientSecret: `$${variableOf(id)}`, redirectURI };
  return { type, id, name, config: { ...fieldsOf(wish), ...own } };
}

function fieldsOf({ type, ...wish }: ConnectorWish): Record<string, unknown> {
  switch (type) {
    case 'oidc':
      return withoutUndefined({
        issuer: wish.issuer,
        scopes: wish.scopes,
        claimMapping: wish.emailClaim === undefined ? undefined : { email: wish.emailClaim },
        overrideClaimMapping: wish.emailClaim === undefined ? undefined : true,
        userNameKey: wish.nameClaim,
        getUserInfo: wish.claimsFrom === 'userinfo' ? true : undefined,
        insecureSkipEmailVerified: wish.emailVerified === 'assumed' ? true : undefined,
      });
    case 'microsoft':
      return withoutUndefined({ tenant: wish.tenant });
    case 'google':
      return withoutUndefined({ hostedDomains: wish.domains });
    case 'github':
      return withoutUndefined({ orgs: wish.organizations?.map((name) => ({ name })), hostName: wish.host });
  }
}

function withoutUndefined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
