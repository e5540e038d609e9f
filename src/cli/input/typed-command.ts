import { quoted } from '../../installation/flags/quoted.ts';
import type { Environment } from '../../app/data-directory.ts';

/** A command of mla as it can be typed in another terminal: `typed('status demo')`. */
export type TypedCommand = (words: string) => string;

/** Which server or data directory the command is to use, where that was said by flag. */
export interface CommandPlace {
  readonly server?: string | undefined;
  readonly data?: string | undefined;
}

/**
 * Writes commands so that they work as they are printed: with the name that this
 * program was called by (`./mla` in a checkout, unless a link makes it `mla`), and with the
 * same place. Environment variables are those of the person's shell already.
 */
export function typedCommand(environment: Environment, { server, data }: CommandPlace = {}): TypedCommand {
  const name = environment.MLA_COMMAND || (environment.npm_lifecycle_event ? './mla' : 'mla');
  const place =
    server !== undefined ? ` --server ${quoted(server)}` : data !== undefined ? ` --data ${quoted(data)}` : '';
  return (words) => `${quoted(name)} ${words}${place}`;
}
