import { toMlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { keyText, type KubernetesObject } from '../../kubernetes/objects/object.ts';
import { isRefusal } from '../install/refusals.ts';
import { componentLabel } from '../plan/marks.ts';
import type { InstalledObject } from './installed-objects.ts';
import { sayHeld } from './prepare.ts';
import { rankOf } from './removal-order.ts';

/** What was removed, or could not be. */
export interface OrphanNews {
  readonly type: 'removed' | 'not-removed';
  readonly object: string;
  readonly component: string;
  readonly why?: string;
}

interface OrphanRemoval {
  readonly client: KubernetesClient;
  readonly orphans: readonly InstalledObject[];
  readonly signal: AbortSignal;
  readonly tell: (news: OrphanNews) => void;
}

/** Removes what the new release does not have, kind after kind, with what programs made for it: Leases of stopped programs, Secrets of certificates. Returns how many objects. */
export async function removeOrphans({ client, orphans, signal, tell }: OrphanRemoval): Promise<number> {
  let removed = 0;
  const groups = [...Map.groupBy(orphans, rankOf)].toSorted(([one], [other]) => one - other);
  for (const [, group] of groups) {
    const done = await Promise.all(group.map((orphan) => removeOne(orphan, { client, signal })));
    for (const [place, outcome] of done.entries()) {
      const orphan = group[place];
      if (orphan === undefined) continue;
      const about = { object: keyText(orphan.key), component: orphan.metadata.labels?.[componentLabel] ?? '' };
      if (outcome === undefined) removed += 1;
      tell(outcome === undefined ? { type: 'removed', ...about } : { type: 'not-removed', ...about, why: outcome });
    }
  }
  return removed;
}

/** Undefined when it is gone or going, else why not. */
async function removeOne(
  { type, key, metadata }: InstalledObject,
  { client, signal }: Pick<OrphanRemoval, 'client' | 'signal'>,
): Promise<string | undefined> {
  try {
    const object = await client.get<KubernetesObject>(type, key, { signal });
    // Somebody made another one under this name.
    if (object === undefined || object.metadata.uid !== metadata.uid) return undefined;
    await client.delete(type, key, { signal });
    await removeMade(object, { client, signal });
    const left = await client.get<KubernetesObject>(type, key, { signal });
    const { finalizers = [] } = left?.metadata ?? {};
    return left !== undefined && finalizers.length > 0 ? sayHeld(left) : undefined;
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toMlaError(thrown);
    // Only what the server says to this object: all else can pass, and another attempt removes the rest.
    if (!isRefusal(error)) throw error;
    return error.message;
  }
}

/** What programs made for an object and do not remove with it. */
async function removeMade(object: KubernetesObject, using: Pick<OrphanRemoval, 'client' | 'signal'>): Promise<void> {
  if (object.kind === 'Certificate' && object.apiVersion.startsWith('cert-manager.io/'))
    await removeCertificateSecret(object, using);
  if (ends[object.kind] !== undefined) await removeLeases(object, using);
}

async function removeCertificateSecret(
  { metadata, spec }: KubernetesObject & { spec?: { secretName?: string } },
  { client, signal }: Pick<OrphanRemoval, 'client' | 'signal'>,
): Promise<void> {
  if (spec?.secretName === undefined) return;
  const key = { namespace: metadata.namespace ?? '', name: spec.secretName };
  const secret = await client.get(builtInTypes.secret, key, { signal });
  // cert-manager signs the Secrets that it makes.
  if (secret?.metadata.annotations?.['cert-manager.io/certificate-name'] === metadata.name)
    await client.delete(builtInTypes.secret, key, { signal });
}

/** The holder of a Lease is the name of a pod, and often an underscore and a random text. Source: client-go leader election. */
async function removeLeases(
  { kind, metadata: { name, namespace = '' } }: KubernetesObject,
  { client, signal }: Pick<OrphanRemoval, 'client' | 'signal'>,
): Promise<void> {
  for (const { metadata, spec } of await client.list<Lease>(builtInTypes.lease, { namespace, signal })) {
    const [pod = ''] = spec?.holderIdentity?.split('_') ?? [];
    if (pod.startsWith(`${name}-`) && ends[kind]?.test(pod.slice(name.length)) === true)
      await client.delete(builtInTypes.lease, { namespace, name: metadata.name }, { signal });
  }
}

/** What follows the name of a program in the names of its pods. Without it, the pods of `model-page-cache` would be those of `model-page`. */
const ends: Readonly<Record<string, RegExp>> = {
  Deployment: /^-[a-z0-9]+-[a-z0-9]{5}$/,
  StatefulSet: /^-\d+$/,
  DaemonSet: /^-[a-z0-9]{5}$/,
};

interface Lease extends KubernetesObject {
  spec?: { holderIdentity?: string };
}
