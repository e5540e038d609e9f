import type { ErrorDefinition } from '../definition.ts';

export const serverErrors = {
  'MLA-SERVER-001': {
    kind: 'unauthorized',
    message: 'This needs a login.',
    cause: 'The request had no token and no session, or the session has ended.',
    fix: 'Open the login link that `mla serve` prints, or `mla open`. Programs send the token as `Authorization: Bearer …`.',
  },
  'MLA-SERVER-002': {
    kind: 'invalid',
    message: 'The request cannot be used: {problems}',
    cause: 'A field is missing, misspelt, or has a value that is not allowed.',
    fix: 'Correct the named fields. /api/openapi.json describes every request.',
  },
  'MLA-SERVER-003': {
    kind: 'forbidden',
    message: 'Requests from {origin} are not taken.',
    cause: 'Another web page tried to use this server, or it was reached under a name that is not its own.',
    fix: 'Open MLAnywhere at the address that `mla serve` prints.',
  },
  'MLA-SERVER-004': {
    kind: 'forbidden',
    message: 'The request does not prove that it comes from our own page.',
    cause: 'The header X-CSRF-Token is missing or belongs to another session.',
    fix: 'Sign in again: `mla open` gives a fresh link.',
  },
  'MLA-SERVER-005': {
    kind: 'unavailable',
    message: 'Too many tries. Wait {seconds} s.',
    cause: 'Many logins with a wrong token or code came within a minute. A right one is never refused.',
    fix: 'Get a fresh login link with `mla open`.',
  },
  'MLA-SERVER-006': {
    kind: 'invalid',
    message: 'The request is larger than {limit}.',
    cause: 'The file that was sent is not what it should be, or it holds far more than is needed.',
    fix: 'Send a smaller one. Release bundles are given as a path or an address, not sent.',
  },
  'MLA-SERVER-007': {
    kind: 'not-found',
    message: 'There is no {method} {path}.',
    cause: 'The address is misspelt, or it belongs to another version.',
    fix: 'The document /api/openapi.json lists what there is.',
  },
  'MLA-SERVER-008': {
    kind: 'conflict',
    message: 'Port {port} is taken by another program.',
    cause: 'Something else listens there, perhaps another MLAnywhere.',
    fix: 'Choose another port: `mla serve --port 5001`, with npm `npm start -- --port 5001`. `--port 0` takes any free one.',
  },
  'MLA-SERVER-009': {
    kind: 'unauthorized',
    message: 'This login is not valid.',
    cause: 'A login link works once and for ten minutes; or the token is wrong.',
    fix: 'Get a fresh link with `mla open`.',
  },
  'MLA-SERVER-010': {
    kind: 'forbidden',
    message: 'Files of the server’s machine cannot be used here.',
    cause:
      'Only a program with the server’s token may name a file there, a browser may not: a kubeconfig can name programs to run.',
    fix: 'Upload the kubeconfig. One that needs its login program: `mla connection add existing NAME --kubeconfig FILE` on the server’s machine.',
  },
  'MLA-SERVER-011': {
    kind: 'invalid',
    message: 'The kubeconfig cannot be used: {reason}',
    cause: 'The file is not a kubeconfig, or the wanted context is not in it.',
    fix: '`kubectl --kubeconfig FILE config get-contexts` shows what it holds.',
  },
  'MLA-SERVER-012': {
    kind: 'unavailable',
    message: 'The platform {platform} is not available here.',
    cause: 'This server was started without it.',
    fix: '`GET /api/platforms` lists those that are.',
  },
  'MLA-SERVER-013': {
    kind: 'invalid',
    message: 'The platform {platform} has nothing to say about {what}.',
    cause: 'Only some platforms have lists to choose from, names to check and requests to show.',
    fix: 'Leave it out for this platform.',
  },
  'MLA-SERVER-014': {
    kind: 'invalid',
    message: 'Connection {connection} is for the platform {has}, the installation wants {wants}.',
    cause: 'The wrong connection was chosen.',
    fix: 'Choose a connection of the same platform.',
  },
  'MLA-SERVER-015': {
    kind: 'unavailable',
    message: 'No answer from the server at {address}.',
    cause: 'It is not running, or the connection broke.',
    fix: 'Start it with `mla serve`. Runs that were under way go on by themselves.',
  },
  'MLA-SERVER-016': {
    kind: 'upstream',
    message: 'The server’s answer to {what} is not one that this version understands.',
    cause: 'Server and program are of different versions, or something else answers at this address.',
    fix: 'Use the same version on both sides: `mla version` tells this one, /api/health that of the server.',
  },
} satisfies Record<`MLA-SERVER-${number}`, ErrorDefinition>;
