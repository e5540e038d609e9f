import { z } from 'zod';
import { resourceName } from '../resource-name.ts';

/** Types of connectors, as Dex calls them. `oidc` is for Keycloak, Okta and every other OpenID provider. Source: Dex, server/server.go. */
export const connectorTypes = ['oidc', 'microsoft', 'google', 'github'] as const;

/** Dex replaces `$NAME` in each text of a connector by a variable of its environment. */
const plainText = z
  .string()
  .min(1)
  .max(2048)
  .regex(/^[^\u0000-\u001f\u007f-\u009f$]*$/, 'a text on one line, without $');

const claim = plainText.max(200);

/** One external login service. `refuseLogin` says which fields go together. */
export const connector = z.strictObject({
  id: resourceName.meta({ description: 'Name of the connector in Dex; part of addresses, so keep it' }),
  type: z.enum(connectorTypes).meta({
    description: 'Kind of login service: oidc for Keycloak, Okta and others; microsoft for Entra ID',
  }),
  name: plainText.max(60).meta({ description: 'What the login page shows, for example Company login' }),
  clientID: plainText.meta({ description: 'Client ID of Kubeflow at the login service' }),
  issuer: z
    .url({ protocol: /^https?$/, abort: true })
    .regex(/^[^$?#\s]*$/, 'an address without $, query and fragment')
    .refine((text) => new URL(text).username === '', 'must not hold a user name or password')
    .optional()
    .meta({ description: 'Address of the OpenID provider, exactly as it calls itself, with oidc' }),
  tenant: plainText
    .regex(/^[A-Za-z0-9.-]+$/, 'the ID or a domain of a tenant')
    .optional()
    .meta({ description: 'Tenant of Entra ID: its ID or domain, with microsoft' }),
  domains: z
    .array(plainText.regex(/^[A-Za-z0-9.-]+$/, 'a domain such as example.com'))
    .min(1)
    .optional()
    .meta({ description: 'Only accounts of these Google Workspace domains, with google' }),
  organizations: z
    .array(plainText.regex(/^[A-Za-z0-9-]+$/, 'the name of an organization'))
    .min(1)
    .optional()
    .meta({ description: 'Only members of these organizations, with github' }),
  host: plainText
    .regex(/^[A-Za-z0-9.-]+$/, 'a host name such as github.example.com')
    .optional()
    .meta({ description: 'Host name of GitHub Enterprise, with github' }),
  scopes: z
    .array(plainText.regex(/^\S+$/, 'a scope without spaces'))
    .min(1)
    .optional()
    .meta({ description: 'What is asked for beside openid, with oidc; profile and email if left out' }),
  emailClaim: claim.optional().meta({ description: 'Claim with the e-mail address, with oidc; email if left out' }),
  nameClaim: claim.optional().meta({ description: 'Claim with the name of the person, with oidc; name if left out' }),
  claimsFrom: z.enum(['token', 'userinfo']).optional().meta({
    description: 'Where Dex reads claims, with oidc: in the ID token, or at the userinfo endpoint too',
  }),
  emailVerified: z.enum(['required', 'assumed']).optional().meta({
    description: 'assumed: an address counts as verified if the provider does not tell, with oidc',
  }),
});

/** `spec.kubeflow.login`. */
export const login = z.strictObject({
  connectors: z.array(connector).min(1).meta({ description: 'External login services' }),
});

export type ConnectorWish = z.infer<typeof connector>;
export type LoginWish = z.infer<typeof login>;

/** The name of the stored secret value that holds the client secret of a connector. */
export function connectorSecretName(id: string): string {
  return `connector.${id}`;
}
