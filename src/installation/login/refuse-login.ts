import type { AccessWish } from '../access/access.ts';
import { redirectUriOf } from './redirect-uri.ts';
import type { ConnectorWish, LoginWish } from './login.ts';

/** Something in `spec.kubeflow.login` that does not go together, with the path below it. */
export interface LoginRefusal {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Type = ConnectorWish['type'];
type OwnField = Exclude<keyof ConnectorWish, 'id' | 'type' | 'name' | 'clientID'>;

/** Which type each field is for: with any other it would do nothing. Forms ask for these fields only. */
export const connectorFields: Readonly<Record<OwnField, Type>> = {
  issuer: 'oidc',
  scopes: 'oidc',
  emailClaim: 'oidc',
  nameClaim: 'oidc',
  claimsFrom: 'oidc',
  emailVerified: 'oidc',
  tenant: 'microsoft',
  domains: 'google',
  organizations: 'github',
  host: 'github',
};

/** What a type cannot be without. */
const needed: Readonly<Partial<Record<Type, readonly [field: OwnField, what: string]>>> = {
  oidc: ['issuer', 'it is the address of the OpenID provider'],
  microsoft: ['tenant', 'without it, everybody with a Microsoft account could log in'],
};

/** Tenants that stand for everybody. Source: Microsoft identity platform. */
const openTenants: ReadonlySet<string> = new Set(['common', 'consumers', 'organizations']);

/** What of a login cannot be carried out, with the reason. */
export function refuseLogin(
  { connectors }: LoginWish,
  { access, registration }: { readonly access: AccessWish; readonly registration?: 'open' | 'closed' | undefined },
): LoginRefusal[] {
  const ids = connectors.map(({ id }) => id);
  const each = connectors.flatMap((connector, index) =>
    [
      ...refuseId(connector.id, ids.indexOf(connector.id) < index),
      ...refuseFields(connector),
      ...(registration === 'open' ? refuseStrangers(connector) : []),
    ].map(({ path, message }) => ({ path: ['connectors', index, ...path], message })),
  );
  return redirectUriOf(access) === undefined
    ? [
        {
          path: ['connectors'],
          message:
            'need an address to send people back to: set access.expose and access.host, and the port with nodePort',
        },
        ...each,
      ]
    : each;
}

function refuseId(id: string, isTwice: boolean): LoginRefusal[] {
  if (isTwice) return [{ path: ['id'], message: `is there twice: ${id}` }];
  return id === 'local' ? [{ path: ['id'], message: 'cannot be local: Dex calls its own users so' }] : [];
}

/** Misplaced and missing fields of one connector. */
export function refuseFields(connector: ConnectorWish): LoginRefusal[] {
  const { type } = connector;
  const misplaced = Object.entries(connectorFields)
    .filter(([name, only]) => connector[name as OwnField] !== undefined && only !== type)
    .map(([name, only]) => ({ path: [name], message: `has no effect with type ${type}: it is for ${only}` }));
  const [field, what] = needed[type] ?? [];
  if (field !== undefined && connector[field] === undefined)
    return [...misplaced, { path: [field], message: `is missing: ${what ?? ''}` }];
  return openTenants.has(connector.tenant ?? '')
    ? [...misplaced, { path: ['tenant'], message: 'must be one tenant: this lets in people of every company' }]
    : misplaced;
}

/** With open registration, who logs in gets a namespace. */
function refuseStrangers({ type, domains, organizations, host }: ConnectorWish): LoginRefusal[] {
  const why = 'is missing: registration is open, so everybody with an account there would get a namespace';
  if (type === 'google' && domains === undefined) return [{ path: ['domains'], message: why }];
  return type === 'github' && organizations === undefined && host === undefined
    ? [{ path: ['organizations'], message: why }]
    : [];
}
