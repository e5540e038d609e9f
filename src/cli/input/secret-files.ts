import type { Command } from 'commander';
import { MlaError } from '../../errors/error.ts';
import type { Cli } from '../cli.ts';
import { readInput } from './read-input.ts';

export interface SecretFilesFlag {
  readonly withSecret?: readonly string[];
}

/** Adds the flag that gives secret values. A value is never a flag: every user of the machine could read it. */
export function addSecretFilesFlag(command: Command): Command {
  return command.option(
    '--with-secret <secret=file>',
    'Store the content of a file, encrypted, as a secret value of the installation, for example tls-key=key.pem; can be repeated',
    (value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value],
  );
}

/** What the flag gives, as a part of the request. Throws `cli.badValue`, `cli.valueEmpty` and `cli.fileUnreadable`. */
export async function readSecretFiles(
  cli: Cli,
  { withSecret = [] }: SecretFilesFlag,
): Promise<{ readonly secrets?: Readonly<Record<string, string>> }> {
  const secrets: Record<string, string> = {};
  for (const text of withSecret) {
    const at = text.indexOf('=');
    const [name, file] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
    if (name === '' || file === '')
      throw new MlaError('cli.badValue', {
        value: text,
        flag: '--with-secret',
        expected: 'the name of the secret value, "=" and a file',
        example: '--with-secret tls-key=key.pem',
      });
    secrets[name] = await readSecretValue(cli, { name, file });
  }
  return withSecret.length === 0 ? {} : { secrets };
}

/** The text of a file without its last line end. Throws `cli.valueEmpty` and `cli.fileUnreadable`. */
export async function readSecretValue(
  cli: Cli,
  { name, file }: { readonly name: string; readonly file: string },
): Promise<string> {
  const value = await readInput(file, cli.stdin);
  if (value.trim() === '') throw new MlaError('cli.valueEmpty', { name });
  return value.replace(/\r?\n$/, '');
}
