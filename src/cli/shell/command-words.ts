import type { Command } from 'commander';

/** What can be typed after the words of a command; computed from the commands themselves. */
export interface CommandWords {
  /** The words before, with a space between; empty for `mla` alone. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  readonly flags: readonly { readonly name: string; readonly summary: string; readonly choices: readonly string[] }[];
}

/** Every command with its commands and flags, in the order of the help; of a program whose commands are all read. */
export function commandWordsOf(command: Command, path: readonly string[] = []): CommandWords[] {
  const help = command.createHelp();
  const commands = help.visibleCommands(command);
  const own: CommandWords = {
    path: path.join(' '),
    commands: commands.map((child) => ({ name: child.name(), summary: child.description() })),
    flags: help
      .visibleOptions(command)
      .flatMap(({ long, description, argChoices = [] }) =>
        typeof long === 'string' ? [{ name: long, summary: description, choices: argChoices }] : [],
      ),
  };
  return [own, ...command.commands.flatMap((child) => commandWordsOf(child, [...path, child.name()]))];
}
