import { stateWord } from '../../output/run-outcome.ts';
import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { newestRun } from '../../follow/newest-run.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { waitForEnd } from '../../follow/wait-for-end.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<name>', 'Installation')).action((name: string, flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const { id } = await newestRun(client, { name, verb: 'cancel' });
      const run = await waitForEnd(client, await client.call('cancelRun', { params: { id } }), cli.signal);
      output.printJson(run);
      output.print(
        `The run of ${name} is ${stateWord(run)}. Everything created so far is kept. Run \`mla retry ${name}\` to resume or \`mla delete ${name}\` to delete it.`,
      );
      return undefined;
    }),
  );
}
