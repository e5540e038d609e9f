import { randomBytes } from 'node:crypto';
import type { Secret } from '../../secret.ts';
import { generateUserPassword } from '../credentials/credentials.ts';
import { isError } from '../../errors/error.ts';
import {
  addContributor,
  listContributors,
  refuseContributions,
  removeContributor,
  type Contribution,
  type Contributor,
} from './contributors.ts';
import {
  addLogin,
  changeLogin,
  finishRestart,
  readLogins,
  refuseExisting,
  refuseFirst,
  removeLogin,
  restartDex,
  type UsersClient,
} from './dex-logins.ts';
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
  /** Logs in through an external login service: Dex gets no password. */
  readonly external?: boolean;
  /** Undefined for a user without a namespace. */
  readonly profile: Pick<Profile, 'name' | 'quota'> | undefined;
  readonly contributes: readonly Contribution[];
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

/**
 * Adds a user, and gives the password; undefined for an external user. Kubeflow compares addresses letter for letter, so
 * they are kept in lower case, and those of external users as the login service writes them.
 */
export async function addUser(client: UsersClient, wish: UserWish, signal: AbortSignal): Promise<Secret | undefined> {
  const { name, profile, contributes, external = false } = wish;
  const email = addressOf(wish);
  const made = external ? undefined : await generateUserPassword(randomBytes, wish.password);
  // What can be refused comes first: then nothing is half done.
  await refuseExisting(client, { name, email }, signal);
  await refuseContributions(client, { email, contributes }, signal);
  if (profile !== undefined) await ensureProfile(client, { ...profile, owner: email, installation: name }, signal);
  for (const { namespace, role } of contributes) await addContributor(client, { namespace, email, role }, signal);
  if (made === undefined) return undefined;
  await addLogin(client, { name, email, hash: made.userPasswordHash }, signal);
  await restartDex(client, signal);
  return made.userPassword;
}

/** The address that a user gets. */
export function addressOf({ email, external = false }: Pick<UserWish, 'email' | 'external'>): string {
  return external ? email : email.toLowerCase();
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

/** What was taken from a user. */
export interface RemovedUser {
  /** False where Dex had no password of the user. */
  readonly login: boolean;
  /** Profiles that stay. */
  readonly profiles: readonly Profile[];
}

/**
 * Takes rights in namespaces of others and the login away. Profiles of the user stay. A removal that was interrupted
 * anywhere is finished when it is repeated. Throws `user.first`, and `user.unknown` where there was nothing to take
 * and the user has no Profile either.
 */
export async function removeUser(
  client: UsersClient,
  { name, email }: { readonly name: string; readonly email: string },
  signal: AbortSignal,
): Promise<RemovedUser> {
  refuseFirst(await readLogins(client, signal), { name, email });
  const rights = await removeContributor(client, email, signal);
  const all = await listProfiles(client, signal);
  const profiles = all.filter(({ owner }) => owner.toLowerCase() === email.toLowerCase());
  try {
    await removeLogin(client, { name, email }, signal);
  } catch (thrown) {
    const finished = isError(thrown, 'user.unknown') && (await finishRestart(client, signal));
    if (!isError(thrown, 'user.unknown') || (!finished && rights === 0 && profiles.length === 0)) throw thrown;
    return { login: finished, profiles };
  }
  await restartDex(client, signal);
  return { login: true, profiles };
}
