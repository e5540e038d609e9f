import { CommanderError } from 'commander';
import type { ErrorKind } from '../errors/definition.ts';
import { MlaError, toMlaError } from '../errors/error.ts';
import { buildProgram } from './build-program.ts';
import type { Cli } from './cli.ts';
import { type CommandEntry, commandTable } from './command-table.ts';
import { exitCodeOf } from './output/exit-codes.ts';
import { readEnvironmentFiles } from './input/environment-files.ts';
import { createOutput } from './output/output.ts';
import { printError } from './output/print-error.ts';

/** Runs one command line (without `node` and the script) and returns its exit code. Never throws. */
export async function runCli(words: readonly string[], surroundings: Omit<Cli, 'endWith'>): Promise<number> {
  let kind: ErrorKind | undefined;
  const cli: Cli = {
    ...surroundings,
    endWith: (told) => {
      kind = told;
    },
  };
  try {
    const environment = readEnvironmentFiles(surroundings.environment);
    await buildProgram({ ...cli, environment }).parseAsync(rewriteHelp(words), { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    const error = thrown instanceof CommanderError ? usageError(thrown, words) : toMlaError(thrown);
    printError(error.report(), createOutput({ ...cli, json: words.includes('--json') }));
    kind = error.kind;
  }
  return exitCodeOf(kind);
}

/** `mla help release build` is `mla release build --help`. Throws `cli.usage` for help on a command that is not there. */
function rewriteHelp(words: readonly string[]): string[] {
  if (words.length === 0) return ['--help'];
  if (words[0] !== 'help') return [...words];
  const wanted = words.slice(1).filter((word) => !word.startsWith('-'));
  if (commandIn(wanted).length < wanted.length) {
    throw new MlaError('cli.usage', { reason: `unknown command ${wanted.join(' ')}`, help: 'mla help' });
  }
  return [...words.slice(1), '--help'];
}

/** The words at the beginning that name a command. */
function commandIn(words: readonly string[]): string[] {
  const found: string[] = [];
  let entries: readonly CommandEntry[] = commandTable;
  for (const word of words) {
    const entry = entries.find(({ name }) => name === word);
    if (entry === undefined) break;
    found.push(word);
    if (!('commands' in entry)) break;
    entries = entry.commands;
  }
  return found;
}

function usageError(thrown: CommanderError, words: readonly string[]): MlaError {
  const command = thrown.code === 'commander.unknownCommand' ? [] : commandIn(words);
  const reason =
    thrown.code === 'commander.help'
      ? 'a command is missing'
      : thrown.message
          .replace(/^error: /, '')
          .replace(/\s*\n\s*/g, ' ')
          .replace(/\.$/, '');
  return new MlaError('cli.usage', { reason, help: ['mla', 'help', ...command].join(' ') });
}
