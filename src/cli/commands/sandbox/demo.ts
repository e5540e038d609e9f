import { type Command, Option } from 'commander';
import type { Cli } from '../../cli.ts';
import { runDemo } from '../../demo/run-demo.ts';
import { canRedraw } from '../../output/output.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { addFlagsOf } from '../../input/installation-flags.ts';
import { kubeflowOf, withFlagsOver } from '../../input/kubeflow-flags.ts';
import { readPort } from '../../input/read-port.ts';

interface Flags extends OutputFlags {
  readonly release?: string;
  readonly port: number;
  readonly exit?: boolean;
  readonly keep?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addOutputFlags(
    addFlagsOf(command, {
      'spec.kubeflow.release': 'Release to install (default: the newest Kubeflow on this machine, then the sample)',
      'spec.kubeflow.components': 'Only these components and what they need; with commas or spaces between',
    })
      .addOption(
        new Option('--port <number>', 'Port of the web page on 127.0.0.1; 0 picks a free port')
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
      components: withFlagsOver(kubeflowOf(undefined), flags).spec.kubeflow.components,
      keep: flags.keep === true,
      stay: interactive && flags.exit !== true && flags.keep !== true,
    });
  });
}
