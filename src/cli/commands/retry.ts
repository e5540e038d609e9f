import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { followWhereNeeded } from '../follow-to-end.ts';
import { newestRun } from '../newest-run.ts';
import { addServerFlags, type ServerFlags, withServer } from '../session.ts';

interface Flags extends ServerFlags {
  readonly follow?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command.argument('<name>', 'Installation').option('--follow', 'Show the run until it ends (always so where no server runs elsewhere)'),
  ).action((name: string, flags: Flags) =>
    withServer(cli, flags, async (session) => {
      const { id } = await newestRun(session.client, { name, verb: 'retry' });
      const run = await session.client.call('retryRun', { params: { id } });
      return followWhereNeeded(session, { runId: run.id, name }, flags);
    }),
  );
}
