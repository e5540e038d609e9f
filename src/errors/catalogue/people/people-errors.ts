import type { ErrorDefinition } from '../../definition.ts';

/** Who may use the server, and what each person may do. */
export const peopleErrors = {
  'people.roleNeeded': {
    code: 'MLA-PEOPLE-001',
    kind: 'forbidden',
    message: '{person} has the role {has}, but this needs the role {needed}.',
    cause: 'Viewers read, operators create and run installations, admins manage people, connections and releases.',
    fix: 'Ask an admin for the role: `mla person set NAME --role {needed}`. An API token can have less than its person.',
  },
  'people.notGranted': {
    code: 'MLA-PEOPLE-002',
    kind: 'forbidden',
    message: '{person} may not do this with the installation {installation}.',
    cause:
      'The installation is not granted to this person by name. Deleting and uninstalling need that, or the role admin.',
    fix: 'Ask an admin for it: `mla person set NAME --grant {installation}`.',
  },
  'people.notFound': {
    code: 'MLA-PEOPLE-003',
    kind: 'not-found',
    message: 'There is no person {person}.',
    cause: 'The name is misspelled, or the person was removed.',
    fix: 'List the people with `mla person list`.',
  },
  'people.nameTaken': {
    code: 'MLA-PEOPLE-004',
    kind: 'conflict',
    message: 'There is a person {name} already.',
    cause: 'Names are compared without regard to upper and lower case.',
    fix: 'Choose another name, or change the person: `mla person set {name}`.',
  },
  'people.ownerStays': {
    code: 'MLA-PEOPLE-005',
    kind: 'conflict',
    message: 'The owner of the server cannot be removed or disabled, and stays an admin.',
    cause: 'Who can read the token in the data directory is the owner, whatever the list of people says.',
    fix: 'To take the owner’s browser logins away, remove the password and end the sessions: `mla person remove-password owner`.',
  },
  'people.passwordWrong': {
    code: 'MLA-PEOPLE-006',
    kind: 'forbidden',
    message: 'The current password is wrong.',
    cause: 'To change a password, you give the one that you have.',
    fix: 'Type it again. If you forgot it, ask an admin: `mla person remove-password NAME`, then `mla person link NAME`.',
  },
  'people.tokenRefused': {
    code: 'MLA-PEOPLE-007',
    kind: 'forbidden',
    message: 'An API token cannot create or end logins, and cannot make passwords or other tokens.',
    cause: 'Otherwise a token could outlive its own lifetime, get more rights than it has, or log its person out.',
    fix: 'Do this in the browser, or with `mla` on the machine of the server.',
  },
  'people.tooManyRequests': {
    code: 'MLA-PEOPLE-011',
    kind: 'unavailable',
    message: 'More than {most} requests in a minute came from you. Wait {seconds} s.',
    cause: 'A program of yours asks in a loop, or many pages are open. Others use this server too.',
    fix: 'Wait, then ask less often: `mla logs NAME --follow` needs one request. An admin changes the limit with MLA_LIMIT_REQUESTS.',
  },
  'people.tooManyAtOnce': {
    code: 'MLA-PEOPLE-012',
    kind: 'unavailable',
    message: 'You have {most} {what} under way, and more are not allowed at once.',
    cause: 'Others use this server too, so each person has a limit.',
    fix: 'Wait until one has ended, then try again. An admin changes the limit with {variable}.',
  },
  'people.tooManyRuns': {
    code: 'MLA-PEOPLE-013',
    kind: 'conflict',
    message: 'You have {most} runs that have not ended, and more are not allowed at once.',
    cause: 'Others use this server too, so each person has a limit.',
    fix: 'Wait until one has ended, or cancel one: `mla cancel NAME`. An admin changes the limit with MLA_LIMIT_RUNS.',
  },
  'people.sessionNotFound': {
    code: 'MLA-PEOPLE-008',
    kind: 'not-found',
    message: 'There is no session {session}.',
    cause: 'It has ended, or belongs to somebody else.',
    fix: 'List the sessions with `mla sessions`.',
  },
  'people.tokenNotFound': {
    code: 'MLA-PEOPLE-009',
    kind: 'not-found',
    message: 'There is no API token {token}.',
    cause: 'It was revoked, has expired, or belongs to somebody else.',
    fix: 'List the tokens with `mla token list`.',
  },
  'people.loginWrong': {
    code: 'MLA-PEOPLE-010',
    kind: 'unauthorized',
    message: 'The name or the password is wrong.',
    cause: 'There is a typo, the person has no password yet, or is disabled.',
    fix: 'Try again. Without a password, log in with a link: `mla open` on the machine of the server, or ask an admin for one.',
  },
} as const satisfies Record<`people.${string}`, ErrorDefinition>;
