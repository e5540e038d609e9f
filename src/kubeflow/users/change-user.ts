import type { z } from 'zod';
import type { userChange } from '../../api/contract.ts';
import { MlaError } from '../../errors/error.ts';
import { addContributor, refuseContributions, removeContributor } from './contributors.ts';
import type { UsersClient } from './dex-logins.ts';
import { changeQuota } from './profiles.ts';
import { listUsers, type User } from './users.ts';

/** Whom it is about, and what changes. */
type UserChange = { readonly name: string; readonly email: string } & Readonly<z.output<typeof userChange>>;

/**
 * Gives a user rights in namespaces of others, or another role there, takes those in some away, and changes the limits of
 * the user's own namespaces. Repeating an interrupted change completes it. Throws `user.nobody`, `user.profileUnknown`,
 * `user.profileUnclear` and `user.contributorTaken`, and has then changed nothing.
 */
export async function changeUser(client: UsersClient, wish: UserChange, signal: AbortSignal): Promise<User> {
  const { name, contributes, leaves, quotas } = wish;
  const find = async (): Promise<User> => {
    const users = await listUsers(client, signal);
    const found = users.find((user) => user.email.toLowerCase() === wish.email.toLowerCase());
    if (found === undefined) throw new MlaError('user.nobody', { name, email: wish.email });
    return found;
  };
  const user = await find();
  const { email } = user;
  const limits = quotas.map(({ profile, hard }) => ({ profile: ownProfile(user, profile), hard }));
  await refuseContributions(client, { email, contributes }, signal);
  for (const { namespace, role } of contributes) await addContributor(client, { namespace, email, role }, signal);
  await removeContributor(client, email, signal, ({ namespace, role }) => {
    const other = contributes.find((one) => one.namespace === namespace);
    return other === undefined ? leaves.includes(namespace) : other.role !== role;
  });
  for (const { profile, hard } of limits) await changeQuota(client, { profile, hard }, signal);
  return find();
}

/** The name of the user's Profile that is meant. */
function ownProfile({ email, profiles }: User, named: string | undefined): string {
  const [only, ...others] = profiles.map(({ name }) => name).filter((one) => named === undefined || one === named);
  if (only === undefined)
    throw new MlaError('user.profileUnknown', {
      profile: named === undefined ? `of ${email}` : `${named} of ${email}`,
    });
  if (others.length > 0) throw new MlaError('user.profileUnclear', { email, profiles: [only, ...others].join(', ') });
  return only;
}
