/** What a cluster's objects say about logins: it tells why one fails. What could not be read is left out. */
export interface LoginFacts {
  /** As Dex signs tokens. */
  readonly dexIssuer?: string | undefined;
  /** As OAuth2 Proxy expects it. */
  readonly proxyIssuer?: string | undefined;
  /** As the gateway expects it. */
  readonly gatewayIssuers?: readonly string[];
  /** Addresses of Dex's users with a password, as they are written. */
  readonly emails?: readonly string[];
  /** Whether OAuth2 Proxy and Dex know the same client secret. */
  readonly sameSecret?: boolean | undefined;
  readonly profiles?: readonly { readonly name: string; readonly owner: string }[];
}
