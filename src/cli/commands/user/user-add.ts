import { type Command, InvalidArgumentError } from 'commander';
import type { z } from 'zod';
import { newUserFields } from '../../../api/contract.ts';
import { profileNameFor } from '../../../api/users/profile-name.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { addPasswordFlags, givenPassword, type PasswordFlags } from '../../users/password-flags.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { readNamespace, readQuota, readRights } from '../../users/read-flags.ts';

interface Flags extends ServerFlags, PasswordFlags {
  /** False for --no-profile. */
  readonly profile?: string | boolean;
  readonly quota?: Readonly<Record<string, string>>;
  readonly external?: boolean;
  readonly contributorOf?: z.infer<typeof newUserFields>['contributes'];
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    addPasswordFlags(
      command.argument('<name>', 'Installation').argument('<email>', 'Address that the user logs in with', readEmail),
    )
      .option(
        '--profile <name>',
        'Name of the user’s Profile and namespace (default: the part before the @)',
        readNamespace,
      )
      .option('--no-profile', 'Add the login only')
      .option(
        '--external',
        'The user logs in through an external login service: no password, and the address exactly as the service writes it',
      )
      .option('--quota <list>', 'Limits of the namespace, for example cpu=8,memory=32Gi', readQuota)
      .option(
        '--contributor-of <list>',
        'Namespaces of others to work in, for example team or team:view (default role: edit)',
        readRights,
      ),
  ).action(async (name: string, email: string, flags: Flags) => {
    const body = await readWish(cli, email, flags);
    const { profile, external } = body;
    await withServer(cli, flags, async ({ client, output }) => {
      output.say(external ? `Adding ${email} …` : `Adding ${email}. This restarts Dex and can take a minute …`);
      const added = await client.call('addUser', { params: { name }, body });
      output.printJson({ email: added.email, profile: profile?.name, password: added.password ?? undefined });
      const where = profile === null ? '' : `, with the namespace ${profile.name}`;
      output.print(`Added ${added.email}${where}.${added.password === null ? '' : `\nPassword: ${added.password}`}`);
      return undefined;
    });
  });
}

/** What the flags say. Throws `cli.usage` for flags that do not go together. */
async function readWish(cli: Cli, email: string, flags: Flags) {
  refuseTogether(flags);
  const { profile: named, quota: limits = {}, contributorOf: contributes = [], external = false } = flags;
  const given = await givenPassword(cli, flags);
  const profile =
    named === false ? null : { name: typeof named === 'string' ? named : profileNameFor(email), quota: limits };
  return { email, external, ...(given && { password: given.reveal() }), profile, contributes };
}

function refuseTogether(flags: Flags): void {
  const { profile, external, contributorOf } = flags;
  const refuse = (reason: string): never => {
    throw new MlaError('cli.usage', { reason, help: 'mla help user add' });
  };
  if (profile === false && flags.quota !== undefined) refuse('--quota is for a Profile');
  if (external !== true) return;
  if (flags.passwordStdin === true || flags.passwordFile !== undefined) refuse('an external user has no password');
  if (profile === false && contributorOf === undefined)
    refuse('with --external and --no-profile, name the namespaces with --contributor-of');
}

function readEmail(text: string): string {
  if (newUserFields.shape.email.safeParse(text).success) return text;
  throw new InvalidArgumentError('This is no e-mail address.');
}
