import type { Command } from 'commander';
import { readInstallation } from '../../installation/yaml.ts';
import type { Cli } from '../cli.ts';
import { followWhereNeeded } from '../follow-to-end.ts';
import { readInput } from '../read-input.ts';
import { addServerFlags, type ServerFlags, withServer } from '../session.ts';

interface Flags extends ServerFlags {
  readonly file: string;
  readonly follow?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .requiredOption('-f, --file <file>', 'Installation, YAML or JSON; - reads standard input')
      .option('--follow', 'Show the run until it ends (always so where no server runs elsewhere)'),
  ).action(async (flags: Flags) => {
    const installation = readInstallation(await readInput(flags.file, cli.stdin));
    await withServer(cli, flags, async (session) => {
      const started = await session.client.call('applyInstallation', { body: installation });
      return followWhereNeeded(session, started, flags);
    });
  });
}
