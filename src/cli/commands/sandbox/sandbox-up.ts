import { once } from 'node:events';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { defaultNodes, type NodeSpec } from '../../../../sandbox/nodes.ts';
import { startSandboxCluster } from '../../../../sandbox/cluster.ts';
import { defaultWorkers } from '../../../installation/worker-groups.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { answerFor, describeSandbox, type SandboxDescription } from '../../sandbox/sandbox-control.ts';
import { sandboxFolder } from '../../sandbox/sandbox-folder.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { startDetached } from '../../server/start-detached.ts';

interface Flags extends OutputFlags {
  readonly data?: string;
  readonly workers: number;
  readonly vcpus: number;
  readonly memory: number;
  readonly gpus: number;
  readonly detach?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addOutputFlags(
    command
      .argument('[name]', 'Name of the sandbox', 'sandbox')
      .addOption(number('--workers <count>', 'Worker nodes', defaultWorkers.count))
      .addOption(number('--vcpus <count>', 'Virtual processors of each worker', defaultWorkers.vcpus))
      .addOption(number('--memory <gibibytes>', 'Memory of each worker', defaultWorkers.memoryGiB))
      .addOption(number('--gpus <count>', 'GPUs of each worker', 0))
      .option('-d, --detach', 'Leave it running in the background')
      .option('--data <dir>', 'Data directory (default: MLA_HOME, then ~/.local/share/mlanywhere)'),
  ).action(async (name: string, flags: Flags, called: Command) => {
    const output = outputFor(cli, flags);
    const directory = sandboxFolder(cli.environment, flags, name);
    const running = await describeSandbox(directory);
    if (running !== undefined)
      throw new MlaError('sandbox.alreadyRunning', { name, pid: running.processId, directory });
    if (flags.detach === true) {
      const words = [
        'sandbox',
        'up',
        ...called.args,
        ...sizeWords(flags),
        ...(flags.data === undefined ? [] : ['--data', flags.data]),
      ];
      const description = (await startDetached({
        words,
        logFile: join(directory, 'sandbox.log'),
        environment: cli.environment,
      })) as SandboxDescription;
      output.printJson(description);
      output.print(describe(description, `End it: mla sandbox down ${name}`));
      return;
    }
    await holdSandbox({ cli, directory, name, nodes: nodesOf(flags) }, (description) => {
      output.printJson(description);
      output.print(describe(description, 'Press Ctrl-C to stop the sandbox. Its content is kept.'));
    });
  });
}

/** Keeps a sandbox for as long as this process lives and nobody asks it to stop. */
async function holdSandbox(
  { cli, ...options }: { cli: Cli; directory: string; name: string; nodes: readonly NodeSpec[] },
  tell: (description: SandboxDescription) => void,
): Promise<void> {
  const cluster = await startSandboxCluster(options);
  let control: Awaited<ReturnType<typeof answerFor>> | undefined;
  try {
    const { name, server, directory } = cluster;
    const description = {
      name,
      server,
      directory,
      kubeconfig: join(directory, 'kubeconfig'),
      processId: process.pid,
      startedAt: new Date().toISOString(),
    };
    control = await answerFor(description);
    tell(description);
    await Promise.race([
      control.stopAsked,
      ...(cli.signal.aborted ? [Promise.resolve()] : [once(cli.signal, 'abort')]),
    ]);
  } finally {
    await cluster.stop();
    await control?.close();
  }
}

function nodesOf({ workers, vcpus, memory, gpus }: Flags): NodeSpec[] {
  const worker: NodeSpec = {
    role: 'worker',
    count: workers,
    vcpus,
    memoryGiB: memory,
    ...(gpus === 0 ? {} : { gpu: { type: 'simulated', count: gpus } }),
  };
  return [...defaultNodes.filter(({ role }) => role === 'control-plane'), worker];
}

function sizeWords({ workers, vcpus, memory, gpus }: Flags): string[] {
  return Object.entries({ workers, vcpus, memory, gpus }).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
}

function describe({ name, server, kubeconfig }: SandboxDescription, end: string): string {
  return `Sandbox ${name} runs at ${server}. Real: API server, controllers, scheduler. Simulated: nodes and pods.\nLook around: kubectl --kubeconfig ${kubeconfig} get nodes\n${end}`;
}

function number(flag: string, description: string, value: number): Option {
  return new Option(flag, description).default(value).argParser((text) => {
    if (/^\d{1,4}$/.test(text)) return Number(text);
    throw new MlaError('cli.badValue', {
      value: text,
      flag: flag.split(' ')[0] ?? flag,
      expected: 'a whole number',
      example: flag.replace(/<.*>/, String(value)),
    });
  });
}
