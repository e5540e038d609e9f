import type { ErrorDefinition } from '../definition.ts';

const logs =
  'Read their logs: `kubectl logs -n oauth2-proxy deployment/oauth2-proxy` and `kubectl logs -n auth deployment/dex`.';

export const loginErrors = {
  'login.gatewayUnreachable': {
    code: 'MLA-LOGIN-001',
    kind: 'unavailable',
    message: 'The gateway of Kubeflow at {origin} does not answer: {reason}.',
    cause: 'No pod of the gateway is ready, or a firewall or a wrong address is between.',
    fix: 'Run `kubectl get pods -n istio-system`. When istio-ingressgateway is ready, try again.',
  },
  'login.notAsked': {
    code: 'MLA-LOGIN-002',
    kind: 'forbidden',
    message: 'The gateway shows {path} without a login. Everyone who reaches it is let in.',
    cause: 'An AuthorizationPolicy of the gateway is missing or was changed.',
    fix: 'Run `mla drift NAME` to see changes by others, then `mla apply` to restore the policies.',
  },
  'login.accessDenied': {
    code: 'MLA-LOGIN-003',
    kind: 'forbidden',
    message: 'Kubeflow answers "RBAC: access denied" to {path}.',
    cause:
      'Istio’s policies refuse it: the request has no valid login, or the pod behind has no sidecar or certificate.',
    fix: 'Run `mla drift NAME`. Check that the pods of the namespace kubeflow have two containers, one of them istio-proxy.',
  },
  'login.checkSilent': {
    code: 'MLA-LOGIN-004',
    kind: 'unavailable',
    message: 'The gateway refuses {path} because OAuth2 Proxy does not answer it.',
    cause: 'No pod of oauth2-proxy runs, or a NetworkPolicy keeps the gateway from it.',
    fix: 'Run `kubectl get pods -n oauth2-proxy`. When oauth2-proxy is ready, try again.',
  },
  'login.noRoute': {
    code: 'MLA-LOGIN-005',
    kind: 'not-found',
    message: 'The gateway has no route for {path}.',
    cause:
      'A VirtualService or the Gateway of Kubeflow is missing, is for another host name, or istiod has not told the gateway yet.',
    fix: 'Run `kubectl get gateways,virtualservices -A` and `mla drift NAME`.',
  },
  'login.programSilent': {
    code: 'MLA-LOGIN-006',
    kind: 'unavailable',
    message: 'The gateway gets no answer from {program} (HTTP {status}).',
    cause: 'Its pods are not ready, or they crash.',
    fix: 'Look at the pods of {program}. When one is ready, try again.',
  },
  'login.unexpected': {
    code: 'MLA-LOGIN-007',
    kind: 'upstream',
    message: 'The login stops at {path}: {seen}.',
    cause: 'A program of the login answers in a way that a login does not continue from.',
    fix: logs,
  },
  'login.otherAddress': {
    code: 'MLA-LOGIN-008',
    kind: 'invalid',
    message: 'The login continues at {address}, which is not the address that you opened ({origin}).',
    cause: 'OAuth2 Proxy or Dex is set up for another address, so cookies do not fit.',
    fix: 'Open {address} itself, or change the address of the installation.',
  },
  'login.redirectUnregistered': {
    code: 'MLA-LOGIN-009',
    kind: 'invalid',
    message: 'Dex does not know the address that OAuth2 Proxy wants the answer at: {address}.',
    cause: 'The redirect address of OAuth2 Proxy is not in the redirectURIs of its client in Dex’s settings.',
    fix: 'Add {address} to redirectURIs in the ConfigMap auth/dex, then restart dex.',
  },
  'login.clientUnknown': {
    code: 'MLA-LOGIN-010',
    kind: 'invalid',
    message: 'Dex does not know the client {client} of OAuth2 Proxy.',
    cause: 'The client ids in the Secrets of OAuth2 Proxy and Dex differ.',
    fix: 'Run `mla drift NAME`, then `mla apply` to restore the Secrets, and restart dex and oauth2-proxy.',
  },
  'login.noPasswordForm': {
    code: 'MLA-LOGIN-011',
    kind: 'invalid',
    message: 'Dex offers no login with a password.',
    cause: 'Dex sends everyone to an external provider, which only a person can log in to.',
    fix: 'Log in with a browser.',
  },
  'login.userUnknown': {
    code: 'MLA-LOGIN-012',
    kind: 'unauthorized',
    message: 'Dex has no user {email}.',
    cause:
      'The address is misspelled, or the user was added after the start of Dex, which reads its settings only then.',
    fix: 'Run `mla user list NAME`. If the user is listed there, run `kubectl rollout restart -n auth deployment/dex`.',
  },
  'login.wrongPassword': {
    code: 'MLA-LOGIN-013',
    kind: 'unauthorized',
    message: 'Dex rejects the password of {email}.',
    cause: 'The password is wrong, or it was changed after the start of Dex, which reads its settings only then.',
    fix: 'Type the password again. For the first user, `mla credentials NAME --reveal` shows it; for another one, `mla user reset-password NAME {email}` makes a new one.',
  },
  'login.cookieNotKept': {
    code: 'MLA-LOGIN-014',
    kind: 'invalid',
    message: 'Browsers do not keep the login cookie {cookie} at {origin}.',
    cause: 'The cookie is for HTTPS only, and the address is plain HTTP on a host other than localhost.',
    fix: 'Open Kubeflow over HTTPS, or by `mla open NAME`, which uses localhost.',
  },
  'login.issuerMismatch': {
    code: 'MLA-LOGIN-015',
    kind: 'invalid',
    message: 'Dex signs tokens as {issuer}, and {program} expects {expected}.',
    cause: 'The issuer was changed in one place only.',
    fix: 'Write the same issuer into Dex’s settings, OAuth2 Proxy’s settings and the RequestAuthentication dex-jwt. Then restart dex and oauth2-proxy.',
  },
  'login.secretMismatch': {
    code: 'MLA-LOGIN-016',
    kind: 'invalid',
    message: 'OAuth2 Proxy and Dex have different client secrets.',
    cause: 'One of their Secrets was changed alone.',
    fix: 'Run `mla drift NAME`, then `mla apply` to restore the Secrets, and restart dex and oauth2-proxy.',
  },
  'login.callbackRefused': {
    code: 'MLA-LOGIN-017',
    kind: 'upstream',
    message: 'OAuth2 Proxy does not accept the answer of Dex (HTTP {status}).',
    cause: 'OAuth2 Proxy cannot reach Dex, or runs with older settings than Dex, or its cookie was lost on the way.',
    fix: logs,
  },
  'login.clockWrong': {
    code: 'MLA-LOGIN-018',
    kind: 'invalid',
    message: 'The clock of {program} is {seconds} s {direction} the clock of this machine.',
    cause: 'A node does not synchronize its time. Tokens are then expired, or not valid yet.',
    fix: 'Start a time service (chrony, systemd-timesyncd) on the nodes, and check the clock of this machine.',
  },
  'login.sessionExpired': {
    code: 'MLA-LOGIN-019',
    kind: 'unauthorized',
    message: 'The gateway says that the token of the login is expired.',
    cause: 'The session is older than a token of Dex is valid (24 hours, unless Dex’s settings say otherwise).',
    fix: 'Log out with {origin}/oauth2/sign_out, then log in again.',
  },
  'login.tokenRefused': {
    code: 'MLA-LOGIN-020',
    kind: 'unauthorized',
    message: 'The gateway refuses the token of the login: {reason}.',
    cause: 'The gateway’s RequestAuthentication does not fit Dex, or istiod cannot read the keys of Dex.',
    fix: 'Run `mla drift NAME`, and read `kubectl logs -n istio-system deployment/istiod`.',
  },
  'login.noNamespace': {
    code: 'MLA-LOGIN-021',
    kind: 'not-found',
    message: '{user} has no namespace in Kubeflow.',
    cause: 'No Profile belongs to this address, and nobody made it a contributor.',
    fix: 'Run `mla user add NAME EMAIL` for new users. For this one, make a Profile whose owner is {user}.',
  },
  'login.ownerDiffers': {
    code: 'MLA-LOGIN-022',
    kind: 'conflict',
    message: 'The Profile {profile} belongs to {owner}, and Dex calls the same person {user}.',
    cause: 'Kubeflow compares addresses letter for letter.',
    fix: 'Write the address in the same letters into the owner of the Profile and into Dex’s settings, then restart dex.',
  },
} as const satisfies Record<`login.${string}`, ErrorDefinition>;
