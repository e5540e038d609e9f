import type { Command } from 'commander';
import type { CallOutput } from '../../../api/client.ts';
import type { ProfileDataView } from '../../../api/contract.ts';
import { MlaError } from '../../../errors/error.ts';
import { askText } from '../../input/ask.ts';
import type { Cli } from '../../cli.ts';
import { plainText } from '../../output/plain-text.ts';
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
      .option('--confirm <name>', 'With --with-profile: the name of the Profile, instead of being asked for it'),
  ).action((name: string, email: string, flags: Flags) => {
    if (flags.confirm !== undefined && flags.withProfile !== true)
      throw new MlaError('cli.usage', { reason: '--confirm needs --with-profile', help: 'mla help user remove' });
    return withServer(cli, flags, async (session) => {
      const profile = flags.withProfile === true ? await confirmProfile(session, { name, email, flags }) : undefined;
      session.output.say('This restarts Dex and can take a minute …');
      const query = profile === undefined ? {} : { profile };
      tell(session, email, await session.client.call('removeUser', { params: { name, email }, query }));
      return undefined;
    });
  });
}

/** Lists what would be deleted and asks for the name, which the server compares. */
async function confirmProfile(
  { cli, client, output }: Session,
  { name, email, flags }: { readonly name: string; readonly email: string; readonly flags: Flags },
): Promise<string> {
  const { profiles } = await client.call('previewUserRemoval', { params: { name, email } });
  const shown = profiles.length === 1 ? profiles[0] : profiles.find(({ profile }) => profile === flags.confirm);
  if (shown === undefined)
    throw new MlaError('user.profileUnknown', {
      profile: profiles.length === 0 ? `of ${email}` : (flags.confirm ?? 'without --confirm'),
    });
  output.say(dataLines(shown).join('\n'));
  const question = { question: `Type the name of the Profile to delete it: `, flag: '--confirm' };
  return flags.confirm ?? (await askText(cli, question)).trim();
}

function dataLines({ profile, data }: ProfileDataView): string[] {
  return [
    `Deleting the Profile ${profile} deletes its namespace and all data in it:`,
    ...(data.length === 0
      ? ['  - nothing']
      : data.map(({ what, names }) => `  - ${what}: ${names.map(plainText).join(', ')}`)),
  ];
}

function tell({ output }: Session, email: string, removed: CallOutput<'removeUser'>): void {
  const { login, removedProfile, keptProfiles } = removed;
  output.printJson({ email, removedLogin: login, removedProfile: removedProfile ?? undefined, keptProfiles });
  output.print(
    [
      login
        ? `${email} can no longer log in.`
        : `Dex had no password of ${email}. Rights in namespaces of others are removed.`,
      ...(removedProfile === null ? [] : [`The Profile ${removedProfile} and its data are deleted.`]),
      ...(keptProfiles.length === 0 ? [] : [`Kept with all data: the Profile ${keptProfiles.join(', ')}.`]),
    ].join(' '),
  );
}
