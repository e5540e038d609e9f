import { MlaError } from '../../errors/error.ts';
import { Secret } from '../../secret.ts';
import { askSecret } from './ask.ts';
import type { Cli } from '../cli.ts';
import { readAll, readInput } from './read-input.ts';

export interface PasswordFlags {
  readonly passwordStdin?: boolean;
  readonly passwordFile?: string;
}

/** A password from standard input, a file, or the keyboard without echo; never from a flag, which every user of the machine could read. Its line end is not part of it. */
export async function readPassword(cli: Cli, flags: PasswordFlags, question: string): Promise<Secret> {
  const password = await read(cli, flags, question);
  if (password.reveal() !== '') return password;
  throw new MlaError('cli.passwordEmpty');
}

async function read(cli: Cli, flags: PasswordFlags, question: string): Promise<Secret> {
  if (flags.passwordStdin === true) return new Secret(withoutLineEnd(await readAll(cli.stdin)));
  if (flags.passwordFile !== undefined)
    return new Secret(withoutLineEnd(await readInput(flags.passwordFile, cli.stdin)));
  return askSecret(cli, { question, flag: '--password-stdin or --password-file' });
}

function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, '');
}
