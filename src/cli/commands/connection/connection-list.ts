import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { proxyText, trustText } from '../../output/connection-lines.ts';
import { readConnections } from '../../server/read-lists.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { formatTable } from '../../output/table.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command).action((flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const connections = await readConnections(client);
      output.printJson({ connections });
      output.print(
        connections.length === 0
          ? 'No connections yet. Add one with `mla connection add PLATFORM NAME`; `mla connection add --help` lists its flags.'
          : formatTable(
              ['NAME', 'PLATFORM', 'ADDRESS', 'USER', 'PROXY', 'TRUST'],
              connections.map((connection) => [
                connection.name,
                connection.simulated === true ? `${connection.platform} (simulated)` : connection.platform,
                connection.address,
                connection.username ?? '',
                proxyText(connection) || 'of the server',
                trustText(connection),
              ]),
            ),
      );
      return undefined;
    }),
  );
}
