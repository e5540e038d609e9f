import { rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { stopSandbox } from '../../sandbox/sandbox-control.ts';
import { listSandboxFolders, sandboxFolder } from '../../sandbox/sandbox-folder.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';

interface Flags extends OutputFlags {
  readonly data?: string;
  readonly purge?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addOutputFlags(
    command
      .argument('[name]', 'Name of the sandbox', 'sandbox')
      .option('--purge', 'Remove its content too')
      .option('--data <dir>', 'Data directory (default: MLA_HOME, then ~/.local/share/mlanywhere)'),
  ).action(async (name: string, flags: Flags) => {
    const output = outputFor(cli, flags);
    const directory = sandboxFolder(cli.environment, flags, name);
    const stopped = await stopSandbox(directory);
    const present = (await listSandboxFolders(cli.environment, flags)).some((folder) => folder.name === name);
    if (!stopped && !(present && flags.purge === true)) throw new MlaError('sandbox.notRunning', { name });
    if (flags.purge === true) await rm(directory, { recursive: true, force: true });
    output.printJson({ name, stopped, purged: flags.purge === true });
    output.print(
      flags.purge === true
        ? `Sandbox ${name} is ended and its content removed.`
        : `Sandbox ${name} is ended; \`mla sandbox up ${name}\` starts the same again.`,
    );
  });
}
