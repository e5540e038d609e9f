import type { Command } from 'commander';
import { readVersion } from '../../../app/version.ts';
import type { Cli } from '../../cli.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { commandWordsOf } from '../../shell/command-words.ts';
import { writeManualPage } from '../../shell/manual-page.ts';

export function configure(command: Command, cli: Cli, readWhole: () => Promise<Command>): void {
  addOutputFlags(command).action(async (flags: OutputFlags) => {
    const output = outputFor(cli, flags);
    const page = writeManualPage(commandWordsOf(await readWhole()), readVersion());
    output.printJson({ page });
    output.printWhole(page.trimEnd());
  });
}
