import type { Command } from 'commander';
import type { Role } from '../../../api/principal.ts';
import type { Cli } from '../../cli.ts';
import { readNames, readRole, readScope } from '../../people/person-flags.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly role: Role;
  readonly email?: string;
  readonly scope: 'all' | 'granted';
  readonly grant: string[];
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<name>', 'Name to log in with, for example an e-mail address')
      .option('--role <role>', 'viewer, operator or admin', readRole, 'viewer')
      .option('--email <address>', 'E-mail address to show')
      .option('--scope <scope>', 'Where operator’s rights count: all installations, or those granted', readScope, 'all')
      .option('--grant <names>', 'Installations that the person may operate and delete', readNames, []),
  ).action((name: string, { role, email, scope, grant, ...flags }: Flags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const body = { name, role, scope, grant, ...(email !== undefined && { email }) };
      const { person, link } = await client.call('addPerson', { body });
      output.printJson({ person, link });
      output.print(
        `Added ${person.name} as ${person.role}. Send this link; it logs in once, within a day:\n${link.url}`,
      );
      return undefined;
    }),
  );
}
