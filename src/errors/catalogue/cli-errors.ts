import type { ErrorDefinition } from '../definition.ts';

export const cliErrors = {
  'MLA-CLI-001': {
    kind: 'invalid',
    message: 'The command cannot be read: {reason}.',
    cause: 'A word or a flag is misspelled, missing or too many.',
    fix: 'See `{help}`.',
  },
  'MLA-CLI-002': {
    kind: 'not-found',
    message: 'The file {file} cannot be read: {reason}.',
    cause: 'The path is misspelled, or the file belongs to someone else.',
    fix: 'Check the path; `-` reads from standard input.',
  },
  'MLA-CLI-003': {
    kind: 'unavailable',
    message: 'No MLAnywhere server answers at {address}.',
    cause: 'It is not running, or the address is not right.',
    fix: 'Start one with `mla serve`, or correct --server or MLA_SERVER. Without either, mla starts what it needs by itself.',
  },
  'MLA-CLI-004': {
    kind: 'invalid',
    message: 'This needs an answer, and there is no terminal to ask in: {question}',
    cause: 'The command runs in a pipe or a script.',
    fix: 'Give the answer with {flag}.',
  },
  'MLA-CLI-005': {
    kind: 'cancelled',
    message: 'Nothing was done.',
    cause: 'The question was answered with no.',
    fix: 'Run the command again when you are sure.',
  },
  'MLA-CLI-006': {
    kind: 'invalid',
    message: 'The credentials of {name} are shown only when asked for deliberately.',
    cause: 'Without --reveal nothing secret is printed; each reading is recorded.',
    fix: 'Run `mla credentials {name} --reveal` where nobody looks over your shoulder.',
  },
  'MLA-CLI-007': {
    kind: 'unavailable',
    message: 'The certificate of {address} is not known: its SHA-256 fingerprint is {fingerprint}.',
    cause: 'The server signed its certificate itself, or an authority did that this machine does not know.',
    fix: 'Compare the fingerprint with the one on the server. If it is the same, add --fingerprint {fingerprint}; or name the authority with --ca FILE.',
  },
  'MLA-CLI-008': {
    kind: 'conflict',
    message: 'A server runs already for {data}: {url} (process {pid}).',
    cause: 'One data directory belongs to one server at a time.',
    fix: 'Use the running one (`mla open`), end it, or give another directory with --data.',
  },
  'MLA-CLI-009': {
    kind: 'not-found',
    message: 'There is no run of {name} to {verb}.',
    cause: 'The installation was saved but never started.',
    fix: 'Start it with `mla apply -f FILE`.',
  },
  'MLA-CLI-010': {
    kind: 'invalid',
    message: 'The value {value} of {flag} is not {expected}.',
    cause: 'A slip of the keyboard, or another format than the one wanted.',
    fix: 'Give {expected}, for example {example}.',
  },
  'MLA-CLI-011': {
    kind: 'unavailable',
    message: 'The browser could not be opened: {reason}.',
    cause: 'This machine has no desktop, or no program is set for web addresses.',
    fix: 'Open this address yourself: {url}',
  },
  'MLA-CLI-012': {
    kind: 'unavailable',
    message: 'No MLAnywhere server is running here.',
    cause: 'A page in a browser needs a server that stays; the one that mla starts for a command ends with it.',
    fix: 'Start one with `mla serve --open`.',
  },
  'MLA-CLI-013': {
    kind: 'upstream',
    message: 'The connection to {address} failed at the layer {layer}: {detail}',
    cause: 'Every layer before it works; this one does not.',
    fix: 'Mend it and run `mla connection test` again.',
  },
  'MLA-CLI-014': {
    kind: 'upstream',
    message: '{failed} of {total} preflight checks failed.',
    cause: 'The cluster is not as Kubeflow needs it; each failed check says what was seen.',
    fix: 'Do what stands under each failed check, then run it again.',
  },
  'MLA-CLI-016': {
    kind: 'not-found',
    message: 'There is no {what} {name}.',
    cause: 'It is misspelled, or was removed.',
    fix: 'See what there is with `{list}`.',
  },
  'MLA-CLI-020': {
    kind: 'unavailable',
    message: 'The simulated Cisco Container Platform did not start; it said: {said}',
    cause: 'There is no control plane for its clusters, or the machine is out of memory or disk.',
    fix: 'Read {log}. A control plane comes from Go (install it and run the demo again) or from MLA_SANDBOX_BIN.',
  },
  'MLA-CLI-021': {
    kind: 'not-found',
    message: 'The simulated Cisco Container Platform lists nothing for {field}.',
    cause: 'Its seed data has been changed.',
    fix: 'Remove the demo folder in the data directory and start the demo again.',
  },
  'MLA-CLI-022': {
    kind: 'invalid',
    message: '{flag} is missing.',
    cause: 'The command needs a value for this flag.',
    fix: 'Run the command again with it, for example {example}.',
  },
  'MLA-CLI-023': {
    kind: 'invalid',
    message: 'The password is empty.',
    cause: 'Nothing was typed, or standard input or the password file is empty.',
    fix: 'Run the command again and type the password, or give it with `--password-file` or `--password-stdin`.',
  },
} satisfies Record<`MLA-CLI-${number}`, ErrorDefinition>;
