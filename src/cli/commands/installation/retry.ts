import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { followWhereNeeded } from '../../follow/follow-to-end.ts';
import { newestRun } from '../../follow/newest-run.ts';
import { addInstallFlags, type InstallFlags, installOptionsOf } from '../../input/run-flags.ts';
import { withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addInstallFlags(command.argument('<name>', 'Installation')).action(async (name: string, flags: InstallFlags) => {
    const query = installOptionsOf(flags);
    await withServer(cli, flags, async (session) => {
      const { id } = await newestRun(session.client, { name, verb: 'retry' });
      const run = await session.client.call('retryRun', { params: { id }, query });
      return followWhereNeeded(session, { runId: run.id, name }, flags);
    });
  });
}
