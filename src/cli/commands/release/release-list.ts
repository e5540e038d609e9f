import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { readReleases } from '../../server/read-lists.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { formatTable } from '../../output/table.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command).action((flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const releases = await readReleases(client);
      output.printJson({ releases });
      output.print(
        formatTable(
          ['RELEASE', 'VERSION', 'OBJECTS', 'COMPONENTS', 'VERIFIED', 'FROM', 'DIGEST'],
          releases.map(({ name, version, objects, components, verified, source, digest }) => [
            name,
            version,
            String(objects),
            String(components.length),
            verified ? 'yes' : 'no',
            source,
            digest,
          ]),
        ),
      );
      return undefined;
    }),
  );
}
