import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { failureOf, testLines } from '../../output/connection-lines.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<name>', 'Connection')).action((name: string, flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const test = await client.call('testSavedConnection', { params: { name } });
      output.printJson(test);
      for (const line of testLines(test)) output.print(line);
      const failure = failureOf(test, name);
      if (failure !== undefined) throw failure;
      return undefined;
    }),
  );
}
