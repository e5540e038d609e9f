import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { contributorRoles, type ContributorRole } from '../../../kubeflow/users/contributors.ts';
import { profileNameFor } from '../../../kubeflow/users/profiles.ts';
import { addUser, type UserWish } from '../../../kubeflow/users/users.ts';
import type { Cli } from '../../cli.ts';
import { addPasswordFlags, givenPassword, type PasswordFlags } from '../../users/password-flags.ts';
import { withUsersCluster } from '../../users/user-session.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags, PasswordFlags {
  /** False for --no-profile. */
  readonly profile?: string | boolean;
  readonly quota?: Readonly<Record<string, string>>;
  readonly contributorOf?: UserWish['contributes'];
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    addPasswordFlags(
      command.argument('<name>', 'Installation').argument('<email>', 'Address that the user logs in with', readEmail),
    )
      .option('--profile <name>', 'Name of the user’s Profile and namespace (default: the part before the @)')
      .option('--no-profile', 'Add the login only')
      .option('--quota <list>', 'Limits of the namespace, for example cpu=8,memory=32Gi', readQuota)
      .option(
        '--contributor-of <list>',
        'Namespaces of others to work in, for example team or team:view (default role: edit)',
        readContributions,
      ),
  ).action(async (name: string, email: string, flags: Flags) => {
    const password = await givenPassword(cli, flags);
    const profile =
      flags.profile === false
        ? undefined
        : { name: typeof flags.profile === 'string' ? flags.profile : profileNameFor(email), quota: flags.quota ?? {} };
    const wish = { name, email, password, profile, contributes: flags.contributorOf ?? [] };
    await withServer(cli, flags, async (session) => {
      const { output } = session;
      output.say(`Adding ${email}. Dex restarts, which takes about a minute …`);
      const made = await withUsersCluster(session, name, (cluster, signal) => addUser(cluster, wish, signal));
      const shown = password === undefined ? made.reveal() : undefined;
      output.printJson({ email: email.toLowerCase(), profile: profile?.name, password: shown });
      const where = profile === undefined ? '' : `, with the namespace ${profile.name}`;
      output.print(`Added ${email.toLowerCase()}${where}.${shown === undefined ? '' : `\nPassword: ${shown}`}`);
      return undefined;
    });
  });
}

function readEmail(text: string): string {
  const email = z.email().safeParse(text);
  if (!email.success) throw new InvalidArgumentError('This is no e-mail address.');
  return email.data;
}

function readQuota(text: string): Record<string, string> {
  const pairs = text.split(',').map((part) => /^\s*([a-z][\w./-]*)=([\w.]+)\s*$/i.exec(part));
  if (pairs.some((pair) => pair === null)) throw new InvalidArgumentError('Write it as cpu=8,memory=32Gi.');
  return Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? '', pair[2] ?? '']])));
}

function readContributions(text: string): { namespace: string; role: ContributorRole }[] {
  return text.split(',').map((part) => {
    const [namespace = '', word = 'edit'] = part.trim().split(':');
    const role = contributorRoles.find((one) => one === word);
    if (namespace === '' || role === undefined) throw new InvalidArgumentError('Write it as team or team:view.');
    return { namespace, role };
  });
}
