import { Argument, type Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { commandWordsOf } from '../../shell/command-words.ts';
import { completionScripts, type Shell } from '../../shell/completion-scripts.ts';

export function configure(command: Command, cli: Cli, readWhole: () => Promise<Command>): void {
  addOutputFlags(
    command.addArgument(new Argument('<shell>', 'Your shell').choices(Object.keys(completionScripts))),
  ).action(async (shell: Shell, flags: OutputFlags) => {
    const output = outputFor(cli, flags);
    const script = completionScripts[shell](commandWordsOf(await readWhole()));
    output.printJson({ shell, script });
    output.printWhole(script.trimEnd());
  });
}
