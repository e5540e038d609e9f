import type { Command } from 'commander';
import { dataDirectory } from '../../../app/data-directory.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { findServer } from '../../server/connect.ts';

interface Flags extends OutputFlags {
  readonly data?: string;
}

/** For the health check of a container, which has no other program to ask with. */
export function configure(command: Command, cli: Cli): void {
  addOutputFlags(
    command.option('--data <dir>', 'Data directory (default: MLA_HOME, then ~/.local/share/mlanywhere)'),
  ).action(async (flags: Flags) => {
    const output = outputFor(cli, flags);
    const data = dataDirectory(cli.environment, flags.data);
    // The server of this data directory, whichever server MLA_SERVER names.
    const found = await findServer({ cli: { ...cli, environment: {} }, flags: { data } });
    if (found === undefined)
      throw new MlaError('cli.serverNotFound', { address: `the data directory ${data}`, reason: 'none is running' });
    output.printJson({ url: found.url });
    output.print(`MLAnywhere answers at ${found.url}`);
  });
}
