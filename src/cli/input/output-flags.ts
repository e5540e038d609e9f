import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { createOutput, type Output } from '../output/output.ts';
import type { CommandPlace } from './typed-command.ts';

/** Flags of every command that writes a result. */
export interface OutputFlags {
  readonly json?: boolean;
}

export function addOutputFlags(command: Command): Command {
  return command.option('--json', 'Machine-readable result on stdout');
}

/** Output by the flags of a command. */
export function outputFor(cli: Cli, flags: OutputFlags): Output {
  const { server, data } = flags as CommandPlace;
  return createOutput({ ...cli, json: flags.json === true, place: { server, data } });
}
