import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import { dataOfProfile } from '../../../kubeflow/users/profile-data.ts';
import { deleteProfile } from '../../../kubeflow/users/profiles.ts';
import { listUsers, removeUser } from '../../../kubeflow/users/users.ts';
import type { KubernetesClient } from '../../../kubernetes/client.ts';
import { askText } from '../../input/ask.ts';
import type { Cli } from '../../cli.ts';
import { plainText } from '../../output/plain-text.ts';
import { withUsersCluster } from '../../users/user-session.ts';
import { addServerFlags, type ServerFlags, type Session, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly withProfile?: boolean;
  readonly confirm?: string;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<name>', 'Installation')
      .argument('<email>', 'Address of the user')
      .option('--with-profile', 'Delete the user’s Profile too, with all data in its namespace')
      .option('--confirm <profile>', 'With --with-profile: the name of the Profile, instead of being asked for it'),
  ).action((name: string, email: string, flags: Flags) => {
    if (flags.confirm !== undefined && flags.withProfile !== true)
      throw new MlaError('cli.usage', { reason: '--confirm needs --with-profile', help: 'mla help user remove' });
    return withServer(cli, flags, async (session) => {
      await withUsersCluster(session, name, async (cluster, signal) => {
        const profile =
          flags.withProfile === true ? await confirmProfile(session, cluster, { name, email, flags }) : undefined;
        session.output.say('Dex restarts, which takes about a minute …');
        const { login, profiles } = await removeUser(cluster, { name, email }, signal);
        if (profile !== undefined) await deleteProfile(cluster, profile, signal);
        const kept = profiles.map((one) => one.name).filter((one) => one !== profile);
        tell(session, { email, login, removed: profile, kept });
      });
      return undefined;
    });
  });
}

/** Lists what would be deleted and asks for the name. Throws `user.notConfirmed`. */
async function confirmProfile(
  { cli, output }: Session,
  cluster: KubernetesClient,
  { name, email, flags }: { readonly name: string; readonly email: string; readonly flags: Flags },
): Promise<string> {
  const users = await listUsers(cluster, cli.signal);
  const same = users.filter((user) => user.email.toLowerCase() === email.toLowerCase());
  if (same.some(({ login }) => login === 'first')) throw new MlaError('user.first', { name, email });
  const own = same.flatMap(({ profiles }) => profiles);
  const profile = own.length === 1 ? own[0]?.name : own.find((one) => one.name === flags.confirm)?.name;
  if (profile === undefined)
    throw new MlaError('user.profileUnknown', {
      profile: own.length === 0 ? `of ${email}` : (flags.confirm ?? 'without --confirm'),
    });
  const data = await dataOfProfile(cluster, profile, cli.signal);
  output.say(
    [
      `Deleting the Profile ${profile} deletes its namespace and all data in it:`,
      ...(data.length === 0
        ? ['  - nothing']
        : data.map(({ what, names }) => `  - ${what}: ${names.map(plainText).join(', ')}`)),
    ].join('\n'),
  );
  const question = { question: `Type the name of the Profile to delete it: `, flag: '--confirm' };
  const given = flags.confirm ?? (await askText(cli, question)).trim();
  if (given !== profile) throw new MlaError('user.notConfirmed', { profile, given: given === '' ? 'nothing' : given });
  return profile;
}

interface Told {
  readonly email: string;
  readonly login: boolean;
  readonly removed: string | undefined;
  readonly kept: readonly string[];
}

function tell({ output }: Session, { email, login, removed, kept }: Told): void {
  output.printJson({ email, removedLogin: login, removedProfile: removed, keptProfiles: kept });
  output.print(
    [
      login
        ? `${email} can no longer log in.`
        : `Dex had no password of ${email}. Rights in namespaces of others are removed.`,
      ...(removed === undefined ? [] : [`The Profile ${removed} and its data are deleted.`]),
      ...(kept.length === 0 ? [] : [`Kept with all data: the Profile ${kept.join(', ')}.`]),
    ].join(' '),
  );
}
