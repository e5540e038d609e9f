import type { Command } from 'commander';
import type { SessionView } from '../../../api/contract.ts';
import { pageSize, readAll } from '../../../api/read-pages.ts';
import type { Cli } from '../../cli.ts';
import { formatTable } from '../../output/table.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly everyone?: boolean;
  readonly end?: string;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .option('--everyone', 'Those of all people; you must be an admin')
      .option('--end <id>', 'Log this browser out'),
  ).action((flags: Flags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const { end, everyone } = flags;
      if (end !== undefined) {
        await client.call('endSession', { params: { id: end } });
        output.printJson({ ended: end });
        output.print(`Session ${end} has ended.`);
        return undefined;
      }
      const query = everyone === true ? { everyone: 'true' } : {};
      const sessions = await readAll({
        ask: (before) => client.call('listSessions', { query: { ...query, limit: pageSize, before } }),
        nameOf: ({ id }) => id,
      });
      output.printJson({ sessions });
      output.print(
        sessions.length === 0
          ? 'No browser is logged in. Log in: mla open'
          : formatTable(['id', 'person', 'since', 'address', 'browser'], sessions.map(rowOf), {
              width: output.stdout.columns,
            }),
      );
      return undefined;
    }),
  );
}

function rowOf({ id, person, createdAt, address, client }: SessionView): string[] {
  return [id, person.name, createdAt.slice(0, 16).replace('T', ' '), address ?? '', client ?? ''];
}
