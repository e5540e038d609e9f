import type { ErrorDefinition } from '../definition.ts';

export const connectorErrors = {
  'connector.noDex': {
    code: 'MLA-CONNECTOR-001',
    kind: 'invalid',
    retry: 'never',
    message: 'The chosen components of {release} have no Dex, so external logins have no effect.',
    cause: 'Dex connects Kubeflow with external login services.',
    fix: 'Add the component dex, or leave spec.kubeflow.login out.',
  },
  'connector.secretMissing': {
    code: 'MLA-CONNECTOR-002',
    kind: 'not-found',
    message: 'The client secret of the connector {connector} is not stored.',
    cause: 'The installation never contains it: secret values are stored apart, encrypted.',
    fix: 'Give it with `--with-secret connector.{connector}=FILE`, or in the form. For an installation that exists, `mla login secret NAME {connector} --file FILE` stores it.',
  },
  'connector.taken': {
    code: 'MLA-CONNECTOR-003',
    kind: 'conflict',
    retry: 'never',
    message: 'Dex already has a connector {connector} that MLAnywhere did not make.',
    cause: 'Somebody wrote it into Dex’s settings by hand. MLAnywhere keeps such connectors.',
    fix: 'Choose another id, or remove it: `kubectl edit configmap -n auth dex`.',
  },
  'connector.unreachable': {
    code: 'MLA-CONNECTOR-004',
    kind: 'unavailable',
    message: 'The login service at {address} does not answer: {reason}.',
    cause: 'The address is misspelled, its certificate is not trusted here, or a firewall or proxy is between.',
    fix: 'Open {address} from the machine of MLAnywhere. The pods of Dex must reach it too.',
  },
  'connector.noDiscovery': {
    code: 'MLA-CONNECTOR-005',
    kind: 'invalid',
    message: 'There is no OpenID provider at {address}: {seen}.',
    cause:
      'The address is not the one of the issuer. Keycloak’s ends with /realms/NAME, Okta’s has no path or /oauth2/NAME.',
    fix: 'Copy the value of "issuer" from the page of the login service that ends with /.well-known/openid-configuration.',
  },
  'connector.issuerDiffers': {
    code: 'MLA-CONNECTOR-006',
    kind: 'invalid',
    message: 'The OpenID provider calls itself {found}, and the connector says {issuer}.',
    cause: 'Dex compares both letter for letter, with a slash at the end too.',
    fix: 'Set the issuer to {found}.',
  },
  'connector.endpointMissing': {
    code: 'MLA-CONNECTOR-007',
    kind: 'invalid',
    message: 'The OpenID provider {issuer} does not offer what Dex needs: {missing}.',
    cause: 'The provider is not set up for logins of people with the authorization code flow.',
    fix: 'Look at the settings of the application at the login service, or choose another issuer.',
  },
  'connector.credentialsWrong': {
    code: 'MLA-CONNECTOR-008',
    kind: 'unauthorized',
    message: 'The login service does not accept the client {clientID} with this client secret: {reason}.',
    cause: 'The client ID or the client secret is wrong or expired, or the application is a public client.',
    fix: 'Copy both from the application at the login service. Store the secret with `mla login secret NAME {connector}`.',
  },
  'connector.redirectUnregistered': {
    code: 'MLA-CONNECTOR-009',
    kind: 'invalid',
    message: 'The login service does not send people back to {address}.',
    cause: 'This redirect URI is not registered for the client, or differs in a letter.',
    fix: 'Add {address} to the redirect URIs of the application at the login service.',
  },
  'connector.loginRefused': {
    code: 'MLA-CONNECTOR-010',
    kind: 'invalid',
    message: 'The login service refuses to start a login: {reason}.',
    cause: 'The client may not use the authorization code flow, or not the scopes that Dex asks for.',
    fix: 'Look at the settings of the application at the login service.',
  },
  'connector.unknown': {
    code: 'MLA-CONNECTOR-011',
    kind: 'not-found',
    message: 'The installation {name} has no connector {connector}. It has: {known}.',
    cause: 'The id is misspelled, or the connector was written into Dex’s settings by hand.',
    fix: 'Run `mla login show {name}`.',
  },
} as const satisfies Record<`connector.${string}`, ErrorDefinition>;
