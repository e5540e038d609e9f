import type { Command } from 'commander';
import { pageSize, readAll } from '../../../api/read-pages.ts';
import type { Cli } from '../../cli.ts';
import { formatTable } from '../../output/table.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly everyone?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.option('--everyone', 'Those of all people; you must be an admin')).action((flags: Flags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const query = flags.everyone === true ? { everyone: 'true' } : {};
      const tokens = await readAll({
        ask: (before) => client.call('listTokens', { query: { ...query, limit: pageSize, before } }),
        nameOf: ({ id }) => id,
      });
      output.printJson({ tokens });
      const rows = tokens.map(({ id, person, role, expiresAt, name }) => [
        id,
        person.name,
        role,
        expiresAt.slice(0, 10),
        name,
      ]);
      output.print(
        rows.length === 0
          ? 'There are no tokens. Make one: mla token create NAME'
          : formatTable(['id', 'person', 'role', 'expires', 'for'], rows, { width: output.stdout.columns }),
      );
      return undefined;
    }),
  );
}
