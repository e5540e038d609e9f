import type { Command } from 'commander';
import type { Role } from '../../../api/principal.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { saysWhere } from '../../people/says-where.ts';
import { readNames, readRole, readScope } from '../../people/person-flags.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly role?: Role;
  readonly rename?: string;
  readonly email?: string;
  readonly scope?: 'all' | 'granted';
  readonly grant?: string[];
  readonly withdraw?: string[];
  readonly disable?: boolean;
  readonly enable?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<name>', 'Name or id of the person')
      .option('--role <role>', 'viewer, operator or admin', readRole)
      .option('--rename <name>', 'Another name to log in with')
      .option('--email <address>', 'E-mail address to show')
      .option('--scope <scope>', 'Where operator’s rights count: all installations, or those granted', readScope)
      .option('--grant <names>', 'Installations that the person may operate and delete', readNames)
      .option('--withdraw <names>', 'Installations to take away again', readNames)
      .option('--disable', 'Refuse every login, and end all sessions')
      .option('--enable', 'Allow logins again'),
  ).action((person: string, flags: Flags) => {
    const body = bodyOf(flags);
    return withServer(cli, flags, async ({ client, output }) => {
      const changed = await client.call('changePerson', { params: { person }, body });
      output.printJson({ person: changed });
      const { name, role, disabled } = changed;
      output.print(`Changed ${name}: ${role}${disabled ? ', disabled' : ''}, installations: ${saysWhere(changed)}.`);
      return undefined;
    });
  });
}

/** @throws `cli.usage` */
function bodyOf({ role, rename, email, scope, grant, withdraw, disable, enable }: Flags) {
  const refuse = (reason: string): MlaError => new MlaError('cli.usage', { reason, help: 'mla help person set' });
  if (disable === true && enable === true) throw refuse('--disable and --enable contradict each other');
  const body = {
    ...(role !== undefined && { role }),
    ...(rename !== undefined && { name: rename }),
    ...(email !== undefined && { email }),
    ...(scope !== undefined && { scope }),
    ...(grant !== undefined && { grant }),
    ...(withdraw !== undefined && { revoke: withdraw }),
    ...(disable === true && { disabled: true }),
    ...(enable === true && { disabled: false }),
  };
  if (Object.keys(body).length === 0) throw refuse('say what to change, for example --role operator');
  return body;
}
