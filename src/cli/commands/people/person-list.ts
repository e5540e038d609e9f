import type { Command } from 'commander';
import type { PersonView } from '../../../api/contract.ts';
import { pageSize, readAll } from '../../../api/read-pages.ts';
import type { Cli } from '../../cli.ts';
import { saysWhere } from '../../people/says-where.ts';
import { formatTable } from '../../output/table.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command).action((flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const people = await readAll({
        ask: (after) => client.call('listPeople', { query: { limit: pageSize, after } }),
        nameOf: ({ id }) => id,
      });
      output.printJson({ people });
      output.print(
        formatTable(['name', 'role', 'logs in with', 'installations'], people.map(rowOf), {
          width: output.stdout.columns,
        }),
      );
      return undefined;
    }),
  );
}

function rowOf({ name, role, hasPassword, disabled, scope, granted }: PersonView): string[] {
  const login = disabled ? 'disabled' : hasPassword ? 'password or link' : 'link';
  return [name, role, login, saysWhere({ scope, granted })];
}
