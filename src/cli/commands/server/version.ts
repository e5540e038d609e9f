import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { readVersion } from '../../../app/version.ts';

export function configure(command: Command, cli: Cli): void {
  addOutputFlags(command).action((flags: OutputFlags) => {
    const output = outputFor(cli, flags);
    const version = readVersion();
    output.printJson({ version, node: process.version });
    output.print(`MLAnywhere ${version} (Node ${process.version})`);
  });
}
