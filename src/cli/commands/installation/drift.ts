import type { Command } from 'commander';
import { describeChange, describeChanges } from '../../../api/drift.ts';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<name>', 'Installation')).action((name: string, flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const { changes } = await client.call('getDrift', { params: { name } });
      output.printJson({ changes });
      output.print(
        [
          describeChanges(changes),
          ...changes.map((change) => `  ${describeChange(change)}`),
          ...(changes.length === 0 ? [] : ['Undo these changes: mla apply -f FILE --repair']),
        ].join('\n'),
      );
      return changes.length === 0 ? undefined : 'conflict';
    }),
  );
}
