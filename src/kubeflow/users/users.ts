import { randomBytes } from 'node:crypto';
import type { Secret } from '../../secret.ts';
import { generateUserPassword } from '../credentials/credentials.ts';
import {
  addContributor,
  listContributors,
  removeContributor,
  type Contributor,
  type ContributorRole,
} from './contributors.ts';
import { addLogin, changeLogin, readLogins, removeLogin, restartDex, type UsersClient } from './dex-logins.ts';
import { firstUserVariable } from './kept-logins.ts';
import { ensureProfile, listProfiles, type Profile } from './profiles.ts';

/** A person in Kubeflow: who can log in, and where that person works. */
export interface User {
  readonly email: string;
  /** `first`: the one of the installation. `external`: owns a Profile, and Dex has no password. */
  readonly login: 'first' | 'password' | 'external';
  readonly profiles: readonly Profile[];
  /** Namespaces of others. */
  readonly contributes: readonly Contributor[];
}

/** Who is added, and with what. */
export interface UserWish {
  /** Name of the installation. */
  readonly name: string;
  readonly email: string;
  /** Generated when left out. */
  readonly password?: Secret | undefined;
  /** Undefined for a user without a namespace. */
  readonly profile: Pick<Profile, 'name' | 'quota'> | undefined;
  readonly contributes: readonly { readonly namespace: string; readonly role: ContributorRole }[];
}

/** Everybody whom Dex, a Profile or a binding names. */
export async function listUsers(client: UsersClient, signal: AbortSignal): Promise<User[]> {
  const [logins, profiles, contributors] = await Promise.all([
    readLogins(client, signal),
    listProfiles(client, signal),
    listContributors(client, signal),
  ]);
  const emails = new Set([
    ...logins.map(({ email }) => email),
    ...profiles.map(({ owner }) => owner),
    ...contributors.map(({ email }) => email),
  ]);
  return [...emails].map((email) => {
    const login = logins.find((one) => one.email === email);
    return {
      email,
      login: login === undefined ? 'external' : login.hashFromEnv === firstUserVariable ? 'first' : 'password',
      profiles: profiles.filter(({ owner }) => owner === email),
      contributes: contributors.filter((one) => one.email === email),
    };
  });
}

/** Adds a user, and gives the password. Addresses are kept in lower case: Kubeflow compares them letter for letter. */
export async function addUser(client: UsersClient, wish: UserWish, signal: AbortSignal): Promise<Secret> {
  const { name, profile, contributes } = wish;
  const email = wish.email.toLowerCase();
  const { userPassword, userPasswordHash } = await generateUserPassword(randomBytes, wish.password);
  // What can be refused comes first: then nothing is half done.
  if (profile !== undefined) await ensureProfile(client, { ...profile, owner: email, installation: name }, signal);
  for (const { namespace, role } of contributes) await addContributor(client, { namespace, email, role }, signal);
  await addLogin(client, { name, email, hash: userPasswordHash }, signal);
  await restartDex(client, signal);
  return userPassword;
}

/** Gives a user another password, and returns it. */
export async function resetPassword(
  client: UsersClient,
  { name, email, password }: { readonly name: string; readonly email: string; readonly password?: Secret | undefined },
  signal: AbortSignal,
): Promise<Secret> {
  const { userPassword, userPasswordHash } = await generateUserPassword(randomBytes, password);
  await changeLogin(client, { name, email, hash: userPasswordHash }, signal);
  await restartDex(client, signal);
  return userPassword;
}

/** Takes login and rights in namespaces of others away. Profiles of the user stay, and are given back. */
export async function removeUser(
  client: UsersClient,
  { name, email }: { readonly name: string; readonly email: string },
  signal: AbortSignal,
): Promise<Profile[]> {
  await removeLogin(client, { name, email }, signal);
  await removeContributor(client, email, signal);
  await restartDex(client, signal);
  const profiles = await listProfiles(client, signal);
  return profiles.filter(({ owner }) => owner.toLowerCase() === email.toLowerCase());
}
