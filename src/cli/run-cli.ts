import { CommanderError } from 'commander';
import type { ErrorKind } from '../errors/definition.ts';
import { MlaError, toMlaError } from '../errors/error.ts';
import { buildProgram } from './build-program.ts';
import type { Cli } from './cli.ts';
import { exitCodeOf } from './exit-codes.ts';
import { createOutput } from './output.ts';
import { printError } from './print-error.ts';

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
    await buildProgram(cli).parseAsync(rewriteHelp(words), { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    const error = thrown instanceof CommanderError ? usageError(thrown, words) : toMlaError(thrown);
    printError(error.report(), createOutput({ ...cli, json: words.includes('--json') }));
    kind = error.kind;
  }
  return exitCodeOf(kind);
}

/** `mla help release build` is `mla release build --help`. */
function rewriteHelp(words: readonly string[]): string[] {
  if (words.length === 0) return ['--help'];
  return words[0] === 'help' ? [...words.slice(1), '--help'] : [...words];
}

function usageError(thrown: CommanderError, words: readonly string[]): MlaError {
  const command = words.filter((word) => /^[a-z]+$/.test(word)).slice(0, thrown.code === 'commander.unknownCommand' ? 0 : 2);
  const reason = thrown.code === 'commander.help' ? 'a command is missing' : thrown.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  return new MlaError('MLA-CLI-001', { reason, help: ['mla', 'help', ...command].join(' ') });
}
