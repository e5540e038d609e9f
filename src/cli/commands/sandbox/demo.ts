import { type Command, Option } from 'commander';
import type { Cli } from '../../cli.ts';
import { runDemo } from '../../demo/run-demo.ts';
import { canRedraw } from '../../output/output.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { splitNames } from '../../input/split-names.ts';
import { readPort } from '../../input/read-port.ts';

interface Flags extends OutputFlags {
  readonly release?: string;
  readonly components?: string[];
  readonly port: number;
  readonly exit?: boolean;
  readonly keep?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addOutputFlags(
    command
      .option('--release <version>', 'Release to install (else the newest Kubeflow on this machine, else the sample)')
      .option('--components <names...>', 'Only these components and what they need; with commas or spaces between')
      .addOption(
        new Option('--port <number>', 'Port of the page on 127.0.0.1; 0 takes a free one')
          .argParser(readPort)
          .default(0),
      )
      .option('--exit', 'End when the installation is done, also in a terminal')
      .option('--keep', 'Leave the cluster running at the end'),
  ).action(async (flags: Flags) => {
    const output = outputFor(cli, flags);
    const interactive = canRedraw(output.stdout, cli.environment) && !output.json;
    await runDemo({
      cli,
      output,
      port: flags.port,
      ...(flags.release === undefined ? {} : { release: flags.release }),
      components: flags.components === undefined ? 'all' : splitNames(flags.components.join(',')),
      keep: flags.keep === true,
      stay: interactive && flags.exit !== true && flags.keep !== true,
    });
  });
}
