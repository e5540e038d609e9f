import type { Command } from 'commander';
import type { UserView } from '../../../api/contract.ts';
import type { Cli } from '../../cli.ts';
import { formatTable } from '../../output/table.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

const logins = { first: 'first user', password: 'password', external: 'none in Dex' } as const;

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<name>', 'Installation')).action((name: string, flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const { users } = await client.call('listUsers', { params: { name } });
      output.printJson({ users });
      output.print(formatTable(['email', 'login', 'namespaces'], users.map(rowOf), { width: output.stdout.columns }));
      return undefined;
    }),
  );
}

function rowOf({ email, login, profiles, contributes }: UserView): string[] {
  const own = profiles.map(({ name }) => name);
  const others = contributes.map(({ namespace, role }) => `${namespace} (${role})`);
  return [email, logins[login], [...own, ...others].join(', ') || 'none'];
}
