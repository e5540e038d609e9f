import type { ErrorDefinition } from '../definition.ts';

export const runErrors = {
  'MLA-RUN-001': {
    kind: 'conflict',
    message: 'The data directory {directory} is in use by {holder}.',
    cause: 'MLAnywhere is already running on it. Two programs writing the same database would lose each other’s work.',
    fix: 'Use the one that runs (`mla status`), stop it, or choose another directory with `--data` or MLA_HOME.',
  },
  'MLA-RUN-002': {
    kind: 'internal',
    message: 'The database in {directory} cannot be opened: {reason}',
    cause: 'The directory holds something else, its files were damaged, or they may not be read by this user.',
    fix: 'Look at the directory’s owner and free space. If files were damaged, restore a copy, or move the directory away to begin with an empty one.',
  },
  'MLA-RUN-003': {
    kind: 'unavailable',
    message: 'The PostgreSQL server at {address} cannot be used: {reason}',
    cause: 'The server is not running, the address or the password is wrong, or the user may not create tables.',
    fix: 'Try the same URL with `psql`. A running MLAnywhere connects again by itself, and its runs go on; one that was starting is to be started again.',
  },
  'MLA-RUN-004': {
    kind: 'not-found',
    message: 'There is no run {run}.',
    cause: 'The name is misspelt, or it belongs to another data directory.',
    fix: '`mla status` lists the runs there are.',
  },
  'MLA-RUN-005': {
    kind: 'not-found',
    message: 'There is no installation {installation}.',
    cause: 'The name is misspelt, or it belongs to another data directory.',
    fix: '`mla status` lists the installations there are.',
  },
  'MLA-RUN-006': {
    kind: 'not-found',
    message: 'There is no connection {connection}.',
    cause: 'It was never saved here, or it was removed.',
    fix: 'Save it first: in the wizard’s first stage, or with `mla connection add`.',
  },
  'MLA-RUN-007': {
    kind: 'conflict',
    message: 'Run {run} was taken over by another worker; this one stops.',
    cause: 'This worker did not report for longer than its lease: it was paused, or the database was out of reach.',
    fix: 'Nothing to do: the other worker goes on from the last finished step.',
  },
  'MLA-RUN-008': {
    kind: 'conflict',
    message: 'Run {run} has ended already ({state}).',
    cause: 'It ended before the request came in.',
    fix: 'Nothing to do. To go on from a failed step, use `mla retry`.',
  },
  'MLA-RUN-009': {
    kind: 'conflict',
    message: 'Run {run} cannot be retried: it is {state}.',
    cause: 'Only the newest run of an installation can be retried, and only after it failed or was cancelled.',
    fix: 'Follow a run that is still going with `mla logs {installation} -f`. Start a new one with `mla apply`.',
  },
  'MLA-RUN-010': {
    kind: 'conflict',
    message: 'Installation {installation} is busy with run {run}.',
    cause: 'An installation does one thing at a time.',
    fix: 'Follow the run with `mla logs {installation} -f`, or stop it with `mla cancel {installation}`.',
  },
  'MLA-RUN-011': {
    kind: 'internal',
    message: 'A stored secret ({place}) cannot be decrypted.',
    cause: 'The key that it was encrypted with is not the one in use, or the stored record was changed.',
    fix: 'Give the former key (the file secret.key of the data directory, or MLA_SECRET_KEY). If it is lost, save the connection again.',
  },
  'MLA-RUN-012': {
    kind: 'invalid',
    message: 'The secret key in {source} cannot be used: {reason}',
    cause: 'The key must be 32 bytes in base64, in a file that only its owner can read.',
    fix: 'Set the file’s mode to 0600 (`chmod 600`), or restore the key. A new key is made with `openssl rand -base64 32`.',
  },
  'MLA-RUN-013': {
    kind: 'unavailable',
    message: 'There is no room left on the disk that holds {directory}.',
    cause: 'The disk is full.',
    fix: 'Make room. A run that waits goes on by itself then; whatever else was refused has left nothing behind and can be asked for again.',
  },
  'MLA-RUN-014': {
    kind: 'conflict',
    message: 'Connection {connection} is still used by installation {installation}.',
    cause: 'Without it the installation could be neither changed nor deleted.',
    fix: 'Delete the installation first.',
  },
  'MLA-RUN-015': {
    kind: 'not-found',
    message: 'Installation {installation} has no {what} yet.',
    cause: 'Its run has not come that far.',
    fix: 'Follow the run with `mla logs -f`, and ask again when the step is done.',
  },
  'MLA-RUN-016': {
    kind: 'invalid',
    message: 'The database was written by a newer MLAnywhere ({migration}).',
    cause: 'This program is older than the data.',
    fix: 'Use the newer version again, or another data directory.',
  },
  'MLA-RUN-017': {
    kind: 'not-found',
    message: 'There is no secret key in {directory}.',
    cause: 'It is not the data directory of an MLAnywhere, or none has run on it yet.',
    fix: 'Name the data directory with `--data` or MLA_HOME.',
  },
  'MLA-RUN-018': {
    kind: 'invalid',
    message: 'The token file {path} cannot be used: {reason}',
    cause: 'Someone else made or changed the file, or an earlier start was cut off while it made the file.',
    fix: 'Delete the file and start again: MLAnywhere makes a new token. Programs that keep the old token need the new one.',
  },
  'MLA-RUN-019': {
    kind: 'timeout',
    message: 'The run took longer than {limit}. It was waiting for {waiting}.',
    cause: '{why}',
    fix: 'Fix what the run was waiting for, then continue with `mla retry {installation}`. Allow more time with `--timeout`, for example `--timeout 4h`.',
  },
  'MLA-RUN-020': {
    kind: 'invalid',
    message: 'The data directory {directory} cannot be used: {reason}',
    cause: 'MLAnywhere keeps its database, token and key there, in files that only its own user may read.',
    fix: 'Choose another directory with `--data` or MLA_HOME, or make this one writable for the user that starts MLAnywhere.',
  },
  'MLA-RUN-021': {
    kind: 'unavailable',
    message: 'The database in {directory} is damaged: {reason}',
    cause:
      'Files of its folder `database` were changed, removed or cut short: by another program, by a failing disk, or in a copy that was made while MLAnywhere ran.',
    fix: 'Stop MLAnywhere and restore a copy of the data directory. To start with an empty database instead, move the folder `database` away: nothing in it is used then.',
  },
  'MLA-RUN-022': {
    kind: 'invalid',
    message: 'The secret key {path} is missing, and {count} stored secrets need it.',
    cause: 'The file was deleted, or the data directory was copied without it.',
    fix: 'Restore the file. If the key is lost, set MLA_SECRET_KEY to a new key (`openssl rand -base64 32`), start again, and save each connection again.',
  },
  'MLA-RUN-023': {
    kind: 'not-found',
    message: 'The password of {email} is not known here.',
    cause:
      'The credentials of {installation} were read back from the cluster, and the cluster has only a hash of this password. The password itself is still the same.',
    fix: 'Log in with the password that you have. For a new one: run `kubectl -n auth delete secret dex-passwords`, then `mla apply` again.',
  },
} satisfies Record<`MLA-RUN-${number}`, ErrorDefinition>;
