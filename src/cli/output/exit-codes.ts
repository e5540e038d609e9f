import type { ErrorKind } from '../../errors/definition.ts';

/** What a script can tell from the exit code: the kind of the error that ended the command. docs/cli.md lists the same (a test holds them equal). */
export const exitCodes: Readonly<Record<ErrorKind, { readonly code: number; readonly meaning: string }>> = {
  internal: { code: 1, meaning: 'a fault in MLAnywhere itself' },
  invalid: { code: 2, meaning: 'the command, a file or a value is not as it must be' },
  'not-found': { code: 3, meaning: 'what was named does not exist' },
  conflict: { code: 4, meaning: 'already exists, in use, or changed by others' },
  unauthorized: { code: 5, meaning: 'login is needed, or was refused' },
  forbidden: { code: 6, meaning: 'logged in, but not allowed' },
  upstream: { code: 7, meaning: 'the platform or the cluster refused or failed' },
  unavailable: { code: 8, meaning: 'it cannot be reached' },
  timeout: { code: 9, meaning: 'it took too long, or longer than `--timeout` allows' },
  cancelled: { code: 130, meaning: 'cancelled, or ended with Ctrl-C' },
};

/** 0 when there is no error. */
export function exitCodeOf(kind: ErrorKind | undefined): number {
  return kind === undefined ? 0 : exitCodes[kind].code;
}
