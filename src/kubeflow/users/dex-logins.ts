import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isError, MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { readiness } from '../../kubernetes/readiness/readiness.ts';
import { Secret } from '../../secret.ts';
import { hashAnnotation } from '../plan/marks.ts';
import { dexNames, type StaticPassword } from '../login/dex-config.ts';
import { firstUserVariable } from './kept-logins.ts';
import { staticPasswordsIn, withStaticPasswords } from './static-passwords.ts';

/** What users are changed with. */
export type UsersClient = Pick<
  KubernetesClient,
  'get' | 'list' | 'listMetadata' | 'mergePatch' | 'create' | 'delete' | 'discoverAll'
>;

/** All its keys are environment variables of Dex. */
const passwordSecret = { namespace: dexNames.namespace, name: 'dex-passwords' };
const settingsKey = { namespace: dexNames.namespace, name: dexNames.configMap };
const deploymentKey = { namespace: dexNames.namespace, name: 'dex' };

/** On Dex's pod template: another value means new pods, which read the users again. */
const usersAnnotation = 'mlanywhere.dev/users';

interface Settings extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Times that somebody else may change the settings at the same moment. */
const attempts = 5;

/** The users with a password, as the cluster has them now. */
export async function readLogins(
  client: Pick<UsersClient, 'get'>,
  signal: AbortSignal,
): Promise<readonly StaticPassword[]> {
  return staticPasswordsIn(textOf(await readSettings(client, signal)));
}

/** Throws `user.exists`. */
export async function refuseExisting(
  client: Pick<UsersClient, 'get'>,
  { name, email }: { readonly name: string; readonly email: string },
  signal: AbortSignal,
): Promise<void> {
  if (findLogin(await readLogins(client, signal), email) !== undefined)
    throw new MlaError('user.exists', { name, email });
}

/** Adds a user with this hash. Throws `user.exists`. Dex knows the user after `restartDex`. */
export async function addLogin(
  client: UsersClient,
  { name, email, hash }: { readonly name: string; readonly email: string; readonly hash: Secret },
  signal: AbortSignal,
): Promise<void> {
  await refuseExisting(client, { name, email }, signal);
  const variable = variableOf(email);
  await writeHash(client, { variable, hash }, signal);
  await changeLogins(client, signal, (users) => {
    if (findLogin(users, email) !== undefined) throw new MlaError('user.exists', { name, email });
    const userID = createHash('sha256').update(email).digest('hex').slice(0, 20);
    return [...users, { email, hashFromEnv: variable, username: email.split('@')[0] ?? email, userID }];
  });
}

/** Gives a user another hash. Throws `user.unknown` and `user.first`. */
export async function changeLogin(
  client: UsersClient,
  { name, email, hash }: { readonly name: string; readonly email: string; readonly hash: Secret },
  signal: AbortSignal,
): Promise<void> {
  requireLogin(await readLogins(client, signal), { name, email });
  const variable = variableOf(email);
  await writeHash(client, { variable, hash }, signal);
  await changeLogins(client, signal, (users) => {
    const found = requireLogin(users, { name, email });
    const { hash: _, ...rest } = found;
    const changed = { ...rest, hashFromEnv: variable };
    return users.flatMap((user) => (user === found ? [changed] : hasAddress(user, email) ? [] : [user]));
  });
}

/** Takes a user's login away. Throws `user.unknown` and `user.first`. */
export async function removeLogin(
  client: UsersClient,
  { name, email }: { readonly name: string; readonly email: string },
  signal: AbortSignal,
): Promise<void> {
  let variable: string | undefined;
  await changeLogins(client, signal, (users) => {
    const found = requireLogin(users, { name, email });
    variable = found.hashFromEnv;
    return users.filter((user) => !hasAddress(user, email));
  });
  // The settings first: Dex does not start when a variable that they name is missing.
  if (variable === variableOf(email)) await writeHash(client, { variable, hash: null }, signal);
}

/** Dex reads its users at its start only: new pods, and waiting until they are ready. Throws `user.notReady`. */
export async function restartDex(client: UsersClient, signal: AbortSignal, patience = 120): Promise<void> {
  await beginRestart(client, signal);
  await untilReady('Dex', patience, signal, async () => {
    const deployment = await client.get<KubernetesObject>(builtInTypes.deployment, deploymentKey, { signal });
    return deployment === undefined ? 'its Deployment is gone' : reasonOf(deployment);
  });
}

/** The same without waiting. Does nothing where its pods have read all. */
export async function beginRestart(client: UsersClient, signal: AbortSignal): Promise<void> {
  const template = { metadata: { annotations: { [usersAnnotation]: await digestOf(client, signal) } } };
  await client.mergePatch(builtInTypes.deployment, deploymentKey, { spec: { template } }, { signal });
}

interface Deployment extends KubernetesObject {
  readonly spec: { readonly template: { readonly metadata?: Pick<KubernetesObject['metadata'], 'annotations'> } };
}

/** Restarts Dex where an earlier change was interrupted before that. Says whether it did. */
export async function finishRestart(client: UsersClient, signal: AbortSignal): Promise<boolean> {
  const deployment = await client.get<Deployment>(builtInTypes.deployment, deploymentKey, { signal });
  const known = deployment?.spec.template.metadata?.annotations?.[usersAnnotation];
  if (known === undefined || known === (await digestOf(client, signal))) return false;
  await restartDex(client, signal);
  return true;
}

/** Of all that Dex reads at its start. */
async function digestOf(client: UsersClient, signal: AbortSignal): Promise<string> {
  const [settings, secret] = await Promise.all([
    readSettings(client, signal),
    client.get<Settings>(builtInTypes.secret, passwordSecret, { signal }),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([textOf(settings), secret?.data]))
    .digest('hex');
}

/** Asks again and again until there is no reason to wait. Throws `user.notReady` with the last one. */
export async function untilReady(
  what: string,
  seconds: number,
  signal: AbortSignal,
  look: () => Promise<string | undefined>,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const reason = await look();
    if (reason === undefined) return;
    if (Date.now() > deadline) throw new MlaError('user.notReady', { what, seconds, reason });
    await sleep(500, undefined, { signal });
  }
}

function reasonOf(object: KubernetesObject): string | undefined {
  const { ready, reason } = readiness(object);
  return ready ? undefined : reason;
}

async function readSettings(client: Pick<UsersClient, 'get'>, signal: AbortSignal): Promise<Settings> {
  const settings = await client.get<Settings>(builtInTypes.configMap, settingsKey, { signal });
  if (settings?.data?.[dexNames.file] !== undefined) return settings;
  const reason = settings === undefined ? 'there is none' : `it has no ${dexNames.file}`;
  throw new MlaError('user.settingsUnreadable', { configMap: `${settingsKey.namespace}/${settingsKey.name}`, reason });
}

function textOf({ data }: Settings): string {
  return data?.[dexNames.file] ?? '';
}

/** Reads, changes and writes; where somebody else wrote meanwhile, again. */
async function changeLogins(
  client: UsersClient,
  signal: AbortSignal,
  change: (users: readonly StaticPassword[]) => readonly StaticPassword[],
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const settings = await readSettings(client, signal);
    const { resourceVersion } = settings.metadata;
    const text = withStaticPasswords(textOf(settings), change(staticPasswordsIn(textOf(settings))));
    try {
      const patch = { metadata: { resourceVersion }, data: { [dexNames.file]: text } };
      await client.mergePatch(builtInTypes.configMap, settingsKey, patch, { signal });
      return;
    } catch (thrown) {
      if (!isError(thrown, 'kubernetes.conflict') || attempt === attempts) throw thrown;
    }
  }
}

async function writeHash(
  client: UsersClient,
  { variable, hash }: { readonly variable: string; readonly hash: Secret | null },
  signal: AbortSignal,
): Promise<void> {
  const value = hash === null ? null : Buffer.from(hash.reveal()).toString('base64');
  await client.mergePatch(builtInTypes.secret, passwordSecret, { data: { [variable]: value } }, { signal });
}

/** One for each address, of letters that environment variables may have. */
function variableOf(email: string): string {
  return `DEX_USER_PASSWORD_${createHash('sha256').update(email.toLowerCase()).digest('hex').slice(0, 16).toUpperCase()}`;
}

/** Whether the installation keeps the password of this user. */
export async function isFirstUser(
  client: Pick<UsersClient, 'get'>,
  email: string,
  signal: AbortSignal,
): Promise<boolean> {
  return findLogin(await readLogins(client, signal), email)?.hashFromEnv === firstUserVariable;
}

/** The hash of the first user's password, as the cluster has it; undefined where it has none. */
export async function readFirstHash(
  client: Pick<UsersClient, 'get'>,
  signal: AbortSignal,
): Promise<Secret | undefined> {
  const found = await client.get<Settings>(builtInTypes.secret, passwordSecret, { signal });
  const value = found?.data?.[firstUserVariable];
  return value === undefined ? undefined : new Secret(Buffer.from(value, 'base64').toString());
}

/** Gives the first user another hash. The mark goes: what the Secret has now was not sent by a plan, so that the next install reads it back. Dex knows it after `restartDex`. */
export async function writeFirstHash(client: UsersClient, hash: Secret, signal: AbortSignal): Promise<void> {
  const data = { [firstUserVariable]: Buffer.from(hash.reveal()).toString('base64') };
  const metadata = { annotations: { [hashAnnotation]: null } };
  await client.mergePatch(builtInTypes.secret, passwordSecret, { metadata, data }, { signal });
}

/** Dex compares addresses without regard to case. */
function findLogin(users: readonly StaticPassword[], email: string): StaticPassword | undefined {
  return users.find((user) => hasAddress(user, email));
}

function hasAddress(user: StaticPassword, email: string): boolean {
  return user.email.toLowerCase() === email.toLowerCase();
}

/** Throws `user.first`. */
export function refuseFirst(
  users: readonly StaticPassword[],
  { name, email }: { readonly name: string; readonly email: string },
): void {
  if (findLogin(users, email)?.hashFromEnv === firstUserVariable) throw new MlaError('user.first', { name, email });
}

/** The user with this address. Throws `user.unknown` and `user.first`. */
function requireLogin(
  users: readonly StaticPassword[],
  { name, email }: { readonly name: string; readonly email: string },
): StaticPassword {
  refuseFirst(users, { name, email });
  const found = findLogin(users, email);
  if (found === undefined) throw new MlaError('user.unknown', { name, email });
  return found;
}
