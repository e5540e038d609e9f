import { MlaError } from '../../errors/error.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { profileType } from '../login/read-facts.ts';
import { type UsersClient, untilReady } from './dex-logins.ts';

/** A Profile: a namespace and whose it is. */
export interface Profile {
  readonly name: string;
  readonly owner: string;
  /** Limits of its namespace, for example `{ cpu: "8" }`. */
  readonly quota: Readonly<Record<string, string>>;
}

interface ProfileObject extends KubernetesObject {
  readonly spec?: {
    readonly owner?: { readonly kind?: string; readonly name?: string };
    readonly resourceQuotaSpec?: { readonly hard?: Readonly<Record<string, string>> };
  };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly message?: string }[] };
}

/** Marks what MLAnywhere made for a user. */
const madeLabel = 'mlanywhere.dev/user-of';

/** All Profiles, by name. */
export async function listProfiles(client: Pick<UsersClient, 'list'>, signal: AbortSignal): Promise<Profile[]> {
  const found = await client.list<ProfileObject>(profileType, { signal });
  return found.map(profileOf).sort((one, other) => one.name.localeCompare(other.name));
}

/**
 * Makes a Profile, or gives one of the same owner its quota, and waits until its namespace can be used.
 * @throws `user.profileTaken`, `user.notReady`
 */
export async function ensureProfile(
  client: UsersClient,
  wish: Profile & { readonly installation: string },
  signal: AbortSignal,
): Promise<void> {
  const { name, owner, quota, installation } = wish;
  const found = await client.get<ProfileObject>(profileType, { name }, { signal });
  const resourceQuotaSpec = Object.keys(quota).length === 0 ? {} : { hard: quota };
  if (found !== undefined) {
    const other = profileOf(found).owner;
    if (other !== owner) throw new MlaError('user.profileTaken', { profile: name, reason: `it belongs to ${other}` });
    if (Object.keys(quota).length > 0)
      await client.mergePatch(profileType, { name }, { spec: { resourceQuotaSpec } }, { signal });
  } else {
    const namespace = await client.get<KubernetesObject>(builtInTypes.namespace, { name }, { signal });
    if (namespace !== undefined)
      throw new MlaError('user.profileTaken', { profile: name, reason: 'there is a namespace of that name' });
    const profile: KubernetesObject = {
      apiVersion: 'kubeflow.org/v1',
      kind: 'Profile',
      metadata: { name, labels: { [madeLabel]: installation } },
      spec: { owner: { kind: 'User', name: owner }, resourceQuotaSpec },
    };
    await client.create(profileType, profile, { signal });
  }
  await untilReady(`The Profile ${name}`, 120, signal, () => reasonToWait(client, name, signal));
}

/** What the profile controller makes of the limits of a Profile. Source: kubeflow/dashboard, profile controller. */
const quotaName = 'kf-resource-quota';

/** Sets limits of a Profile, and lifts those that are null. The others stay. */
export async function changeQuota(
  client: UsersClient,
  { profile: name, hard }: { readonly profile: string; readonly hard: Readonly<Record<string, string | null>> },
  signal: AbortSignal,
): Promise<void> {
  const change = { spec: { resourceQuotaSpec: { hard } } };
  const changed = await client.mergePatch<ProfileObject>(profileType, { name }, change, { signal });
  // The controller changes the ResourceQuota, and keeps the last limits when a Profile has none any more.
  if (Object.keys(profileOf(changed).quota).length === 0)
    await client.delete(builtInTypes.quota, { namespace: name, name: quotaName }, { signal });
}

/** Deletes a Profile with its namespace and all that is in it, and waits until it is gone. */
export async function deleteProfile(client: UsersClient, name: string, signal: AbortSignal): Promise<void> {
  if (!(await client.delete(profileType, { name }, { signal })))
    throw new MlaError('user.profileUnknown', { profile: name });
  await untilReady(`The removal of ${name}`, 150, signal, async () => {
    const namespace = await client.get<KubernetesObject>(builtInTypes.namespace, { name }, { signal });
    return namespace === undefined ? undefined : 'its namespace still has objects that are being deleted';
  });
}

function profileOf({ metadata, spec }: ProfileObject): Profile {
  return { name: metadata.name, owner: spec?.owner?.name ?? '', quota: spec?.resourceQuotaSpec?.hard ?? {} };
}

/** Source: kubeflow/dashboard, profile controller: what notebooks and pipelines need is there when the account is. */
async function reasonToWait(client: UsersClient, name: string, signal: AbortSignal): Promise<string | undefined> {
  const account = { namespace: name, name: 'default-editor' };
  const [profile, found] = await Promise.all([
    client.get<ProfileObject>(profileType, { name }, { signal }),
    client.get<KubernetesObject>(builtInTypes.serviceAccount, account, { signal }),
  ]);
  const failure = profile?.status?.conditions?.find(({ type }) => type === 'Failed');
  if (failure !== undefined) return failure.message ?? 'the profile controller reports a failure';
  return found === undefined ? 'the profile controller has not made its namespace and accounts yet' : undefined;
}
