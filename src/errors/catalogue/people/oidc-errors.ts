import type { ErrorDefinition } from '../../definition.ts';

/** Login through the OpenID provider of a company. */
export const oidcErrors = {
  'oidc.off': {
    code: 'MLA-OIDC-001',
    kind: 'invalid',
    message: 'This server has no login through a provider.',
    cause: 'The server was started without --oidc-issuer and MLA_OIDC_ISSUER.',
    fix: 'Log in with a link or a password. An admin sets up a provider as docs/team/people.md says.',
  },
  'oidc.unreachable': {
    code: 'MLA-OIDC-002',
    kind: 'upstream',
    message: 'The login provider {issuer} does not answer: {reason}',
    cause:
      'It is down, its address is wrong, or the server needs a proxy or the authority of its certificate to reach it.',
    fix: 'Try again. As an admin, check MLA_OIDC_ISSUER, HTTPS_PROXY and MLA_CA_FILE. Meanwhile log in with a link or a password.',
  },
  'oidc.notBegun': {
    code: 'MLA-OIDC-003',
    kind: 'unauthorized',
    message: 'This login was not begun in this browser, or is over.',
    cause:
      'It took more than ten minutes, was finished already, the browser keeps no cookies, or you opened a link of somebody else.',
    fix: 'Begin again on the login page.',
  },
  'oidc.stateWrong': {
    code: 'MLA-OIDC-004',
    kind: 'unauthorized',
    message: 'The answer of the login provider belongs to another login (wrong state).',
    cause: 'Two logins were under way in this browser, or somebody sent you the address.',
    fix: 'Begin again on the login page.',
  },
  'oidc.issuerWrong': {
    code: 'MLA-OIDC-005',
    kind: 'unauthorized',
    message: 'The answer does not come from the login provider {issuer} (wrong issuer).',
    cause:
      'MLA_OIDC_ISSUER is not exactly what the provider calls itself, or somebody sent you the answer of another one.',
    fix: 'Begin again. As an admin, compare MLA_OIDC_ISSUER with `issuer` in /.well-known/openid-configuration of the provider.',
  },
  'oidc.nonceWrong': {
    code: 'MLA-OIDC-006',
    kind: 'unauthorized',
    message: 'The login provider answered with a token of another login (wrong nonce).',
    cause: 'The code was issued for another login, or the provider does not pass the nonce on.',
    fix: 'Begin again on the login page. If it stays, the provider does not follow OpenID Connect.',
  },
  'oidc.clockWrong': {
    code: 'MLA-OIDC-007',
    kind: 'upstream',
    message: 'By the clock of this server, the token of {issuer} has expired or is not valid yet.',
    cause: 'The clocks of the server and the provider differ by more than 30 seconds.',
    fix: 'Set both by NTP, then begin again. Meanwhile log in with a link or a password.',
  },
  'oidc.codeRefused': {
    code: 'MLA-OIDC-008',
    kind: 'unauthorized',
    message: 'The login provider does not accept the code of this login.',
    cause: 'The code has expired or was used already, for example by going back in the browser.',
    fix: 'Begin again on the login page.',
  },
  'oidc.clientRefused': {
    code: 'MLA-OIDC-009',
    kind: 'upstream',
    message: 'The login provider {issuer} does not accept this server as a client: {reason}',
    cause:
      'MLA_OIDC_CLIENT_ID or the client secret is wrong, or the provider expects another way of showing the secret.',
    fix: 'As an admin, compare both with the client at the provider, and restart the server.',
  },
  'oidc.refused': {
    code: 'MLA-OIDC-010',
    kind: 'unauthorized',
    message: 'The login provider {issuer} ended the login: {reason}',
    cause: 'You cancelled it, you may not use this application there, or the client is set up in another way.',
    fix: 'Begin again. `invalid_scope`: change MLA_OIDC_SCOPES. `access_denied`: ask whoever runs the provider.',
  },
  'oidc.answerNotTrusted': {
    code: 'MLA-OIDC-011',
    kind: 'upstream',
    message: 'The answer of the login provider cannot be trusted: {reason}',
    cause: 'Its token has a wrong signature or another audience, or the provider does not follow OpenID Connect.',
    fix: 'Begin again. If it stays, compare MLA_OIDC_ISSUER and MLA_OIDC_CLIENT_ID with the provider.',
  },
  'oidc.groupsMissing': {
    code: 'MLA-OIDC-012',
    kind: 'forbidden',
    message: 'The login provider does not say which groups you are in: the claim {claim} is missing.',
    cause: 'The client has no such claim at the provider, its scope is not asked for, or you are in no group.',
    fix: 'As an admin, add the claim at the provider, or set MLA_OIDC_GROUPS_CLAIM or MLA_OIDC_SCOPES.',
  },
  'oidc.noRole': {
    code: 'MLA-OIDC-013',
    kind: 'forbidden',
    message: '{person} may not use this server: none of the groups has a role.',
    cause: 'MLA_OIDC_ROLES names none of the groups that the login provider says.',
    fix: 'Ask for one of the groups, or as an admin change MLA_OIDC_ROLES.',
  },
  'oidc.personDisabled': {
    code: 'MLA-OIDC-014',
    kind: 'forbidden',
    message: '{person} is disabled on this server.',
    cause: 'An admin disabled this person here. The login provider does not change that.',
    fix: 'Ask an admin to let the person in again.',
  },
  'oidc.passwordElsewhere': {
    code: 'MLA-OIDC-015',
    kind: 'conflict',
    message: 'You log in through {provider} and have no password on this server.',
    cause: 'A password here would go on working after the provider has taken your access away.',
    fix: 'Change your password at {provider}. To log in another browser, get a link with `mla open`.',
  },
  'oidc.settingsContradict': {
    code: 'MLA-OIDC-016',
    kind: 'invalid',
    message: 'The server does not start, because the settings of its login provider do not fit together: {reason}.',
    cause: 'A flag --oidc-… or a variable MLA_OIDC_… is missing, or is set without the others.',
    fix: 'Set it, or unset all of them. docs/team/people.md has an example.',
  },
} as const satisfies Record<`oidc.${string}`, ErrorDefinition>;
