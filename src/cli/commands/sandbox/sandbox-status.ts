import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { describeSandbox } from '../../sandbox/sandbox-control.ts';
import { listSandboxFolders } from '../../sandbox/sandbox-folder.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { formatTable } from '../../output/table.ts';

interface Flags extends OutputFlags {
  readonly data?: string;
}

export function configure(command: Command, cli: Cli): void {
  addOutputFlags(
    command.option('--data <dir>', 'Data directory (default: MLA_HOME, then ~/.local/share/mlanywhere)'),
  ).action(async (flags: Flags) => {
    const output = outputFor(cli, flags);
    const folders = await listSandboxFolders(cli.environment, flags);
    const sandboxes = await Promise.all(
      folders.map(async ({ name, directory }) => ({
        name,
        directory,
        running: (await describeSandbox(directory)) ?? null,
      })),
    );
    output.printJson({ sandboxes });
    output.print(
      sandboxes.length === 0
        ? 'No sandboxes are running. Start one with `mla sandbox up`.'
        : formatTable(
            ['NAME', 'STATE', 'SERVER', 'KUBECONFIG'],
            sandboxes.map(({ name, running }) => [
              name,
              running === null ? 'ended' : `runs (process ${running.processId})`,
              running?.server ?? '',
              running?.kubeconfig ?? '',
            ]),
          ),
    );
  });
}
