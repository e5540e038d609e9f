import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { MlaError } from '../../../errors/error.ts';
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
      .option(
        '--profile <name>',
        'Name of the user’s Profile and namespace (default: the part before the @)',
        readNamespace,
      )
      .option('--no-profile', 'Add the login only')
      .option('--quota <list>', 'Limits of the namespace, for example cpu=8,memory=32Gi', readQuota)
      .option(
        '--contributor-of <list>',
        'Namespaces of others to work in, for example team or team:view (default role: edit)',
        readContributions,
      ),
  ).action(async (name: string, email: string, flags: Flags) => {
    if (flags.profile === false && flags.quota !== undefined)
      throw new MlaError('cli.usage', { reason: '--quota is for a Profile', help: 'mla help user add' });
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

/** A Profile can have dots in its name, and its namespace cannot. */
function readNamespace(text: string): string {
  if (text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text)) return text;
  throw new InvalidArgumentError(
    'A namespace has up to 63 lower-case letters, digits and hyphens, and begins and ends with a letter or digit.',
  );
}

/** What Kubernetes can limit. Any other name would be kept in the Profile and limit nothing. Source: Kubernetes, pkg/apis/core/helper, standard quota resources. */
const limited = new RegExp(
  `^(${[
    '((requests|limits)\\.)?(cpu|memory|ephemeral-storage)',
    'requests\\.(storage|hugepages-\\w+|[\\w.-]+/[\\w.-]+)',
    'pods|services|secrets|configmaps|persistentvolumeclaims|replicationcontrollers|resourcequotas',
    'services\\.(loadbalancers|nodeports)',
    'count/[\\w.-]+',
    '[\\w.-]+\\.storageclass\\.storage\\.k8s\\.io/(requests\\.storage|persistentvolumeclaims)',
  ].join('|')})$`,
);

function readQuota(text: string): Record<string, string> {
  const pairs = text.split(',').map((part) => /^\s*([a-z][\w./-]*)=([\w.]+)\s*$/i.exec(part));
  if (pairs.some((pair) => pair === null)) throw new InvalidArgumentError('Write it as cpu=8,memory=32Gi.');
  const unknown = pairs.map((pair) => pair?.[1] ?? '').find((name) => !limited.test(name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(
      `Kubernetes has no quota for ${unknown}. Use cpu, memory, requests.storage, requests.nvidia.com/gpu or the like.`,
    );
  return Object.fromEntries(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? '', pair[2] ?? '']])));
}

function readContributions(text: string): { namespace: string; role: ContributorRole }[] {
  return text.split(',').map((part) => {
    const [namespace = '', word = 'edit', ...more] = part.trim().split(':');
    const role = contributorRoles.find((one) => one === word);
    if (namespace === '' || role === undefined || more.length > 0)
      throw new InvalidArgumentError('Write it as team or team:view.');
    return { namespace, role };
  });
}
