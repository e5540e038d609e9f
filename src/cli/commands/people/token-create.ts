import type { Command } from 'commander';
import type { Role } from '../../../api/principal.ts';
import type { Cli } from '../../cli.ts';
import { readDays, readRole } from '../../people/person-flags.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly role: Role;
  readonly days: number;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<name>', 'What the token is for')
      .option('--role <role>', 'viewer, operator or admin; at most your own', readRole, 'viewer')
      .option('--days <number>', 'Days until it expires, 366 at most', readDays, 30),
  ).action((name: string, { role, days, ...flags }: Flags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const created = await client.call('createToken', { body: { name, role, days } });
      output.printJson(created);
      output.say(`It expires on ${created.expiresAt.slice(0, 10)} and is shown once. Programs send it as MLA_TOKEN:`);
      output.print(created.token);
      return undefined;
    }),
  );
}
