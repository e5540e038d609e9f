import { MlaError } from '../../errors/error.ts';
import type { UsersClient } from './dex-logins.ts';
import { dataOfProfile, type ProfileData } from './profile-data.ts';
import { deleteProfile, type Profile } from './profiles.ts';
import { listUsers, removeUser } from './users.ts';

/** Whose removal it is. */
interface Removal {
  /** Name of the installation. */
  readonly name: string;
  readonly email: string;
}

/** The Profiles of a user, with what is in each. Changes nothing. Throws `user.first`. */
export async function previewRemoval(
  client: UsersClient,
  removal: Removal,
  signal: AbortSignal,
): Promise<{ readonly profile: string; readonly data: readonly ProfileData[] }[]> {
  const profiles = await profilesOf(client, removal, signal);
  return Promise.all(
    profiles.map(async ({ name }) => ({ profile: name, data: await dataOfProfile(client, name, signal) })),
  );
}

/**
 * Removes a user, and one of the user's Profiles where it is named, with all data in it.
 * @throws `user.first`, `user.unknown`, and `user.notConfirmed` where the user has no Profile of this name: then nothing is changed
 */
export async function removeUserAnd(
  client: UsersClient,
  { profile, ...removal }: Removal & { readonly profile: string | undefined },
  signal: AbortSignal,
): Promise<{ readonly login: boolean; readonly removedProfile: string | null; readonly keptProfiles: string[] }> {
  if (profile !== undefined) {
    const own = (await profilesOf(client, removal, signal)).map(({ name }) => name);
    if (own.length === 0) throw new MlaError('user.profileUnknown', { profile: `of ${removal.email}` });
    if (!own.includes(profile))
      throw new MlaError('user.notConfirmed', {
        profile: own.join(' or '),
        given: profile === '' ? 'nothing' : profile,
      });
  }
  const { login, profiles } = await removeUser(client, removal, signal);
  if (profile !== undefined) await deleteProfile(client, profile, signal);
  const keptProfiles = profiles.map(({ name }) => name).filter((one) => one !== profile);
  return { login, removedProfile: profile ?? null, keptProfiles };
}

async function profilesOf(
  client: UsersClient,
  { name, email }: Removal,
  signal: AbortSignal,
): Promise<readonly Profile[]> {
  const users = await listUsers(client, signal);
  const same = users.filter((user) => user.email.toLowerCase() === email.toLowerCase());
  if (same.some(({ login }) => login === 'first')) throw new MlaError('user.first', { name, email });
  return same.flatMap(({ profiles }) => profiles);
}
