import type { ConnectorWish } from '../../../../../src/installation/login/login.ts';

/** A login service as people know it, and the connector that is for it. */
export interface Provider {
  readonly label: string;
  readonly id: string;
  readonly type: ConnectorWish['type'];
  /** What the address looks like, with `oidc`. */
  readonly issuer?: string;
}

/** The login services that are offered, in this order. */
export const providers: readonly Provider[] = [
  { label: 'Keycloak', id: 'keycloak', type: 'oidc', issuer: 'https://HOST/realms/REALM' },
  { label: 'Entra ID', id: 'entra', type: 'microsoft' },
  { label: 'Google', id: 'google', type: 'google' },
  { label: 'Okta', id: 'okta', type: 'oidc', issuer: 'https://COMPANY.okta.com' },
  { label: 'GitHub', id: 'github', type: 'github' },
  { label: 'Another OpenID provider', id: 'company', type: 'oidc', issuer: 'https://id.example.com' },
];

/** A connector with nothing filled in, whose id no other one has. */
export function newConnector({ label, id, type }: Provider, taken: readonly string[]): ConnectorWish {
  let own = id;
  for (let count = 2; taken.includes(own); count++) own = `${id}-${count}`;
  return { id: own, type, name: type === 'oidc' && id === 'company' ? 'Company login' : label, clientID: '' };
}

/** What the address of a connector looks like: by its id, which tells the login service. */
export function issuerHint(id: string): string {
  return providers.find((one) => one.issuer !== undefined && id.startsWith(one.id))?.issuer ?? 'https://id.example.com';
}
