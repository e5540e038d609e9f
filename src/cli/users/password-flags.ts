import type { Command } from 'commander';
import type { Secret } from '../../secret.ts';
import type { Cli } from '../cli.ts';
import { readPassword, type PasswordFlags } from '../input/read-password.ts';

export type { PasswordFlags } from '../input/read-password.ts';

/** Flags of commands that set a password. */
export function addPasswordFlags(command: Command): Command {
  return command
    .option('--password-stdin', 'Read the password from standard input (default: a generated one)')
    .option('--password-file <file>', 'Read the password from a file');
}

/** The password that a flag gives; undefined for a generated one. */
export async function givenPassword(cli: Cli, flags: PasswordFlags): Promise<Secret | undefined> {
  const given = flags.passwordStdin === true || flags.passwordFile !== undefined;
  return given ? readPassword(cli, flags, 'Password: ') : undefined;
}
