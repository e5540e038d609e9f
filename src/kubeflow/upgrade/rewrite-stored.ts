import { setTimeout as pause } from 'node:timers/promises';
import { isError, MlaError, toMlaError } from '../../errors/error.ts';
import { resourcePath } from '../../kubernetes/api/resource-path.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import {
  apiVersionOf,
  keyOf,
  keyText,
  type KubernetesObject,
  type ObjectMetadata,
  type ResourceType,
} from '../../kubernetes/objects/object.ts';
import { isRefusal } from '../install/refusals.ts';
import { hashAnnotation } from '../plan/marks.ts';
import type { PlannedObject } from '../plan/plan.ts';
import { storageVersion, type Rewrite, type StoredDefinition } from './compute/stored-versions.ts';

/** Every object of a definition is stored in another version now. */
export interface RewriteNews {
  readonly type: 'rewritten';
  /** The definition. */
  readonly object: string;
  readonly component: string;
  readonly count: number;
  readonly version: string;
}

export interface Rewriting {
  readonly client: KubernetesClient;
  readonly signal: AbortSignal;
  readonly tellUpgrade: (news: RewriteNews) => void;
}

/** `settle`: API servers take a moment until they store by a changed definition. In milliseconds. */
const patience = { known: 60_000, look: 200, settle: 1500 };
const atOnce = 10;
const attempts = 5;
const definitions = builtInTypes.customResourceDefinition;

/**
 * Stores every object of a definition in the version that the wanted release
 * has, as the storage version migrator does: reads it and sends it back without
 * a change, until no object changes its resource version any more. Then the
 * definition forgets the older versions. Source: Kubernetes,
 * CustomResourceDefinition versioning, "Upgrade existing objects to a new
 * stored version".
 */
export async function rewriteStored(
  rewriting: Rewriting,
  { planned, rewrite }: { readonly planned: PlannedObject; readonly rewrite: Rewrite },
): Promise<void> {
  const { client, signal, tellUpgrade } = rewriting;
  const { name } = planned.key;
  // Without its hash, a later install of its release sends the definition again.
  const metadata = { annotations: { [hashAnnotation]: null } };
  await client.mergePatch(definitions, { name }, { metadata, spec: { versions: rewrite.versions } }, { signal });
  const type = await untilServed(rewriting, planned, rewrite.to);
  let count = 0;
  for (let quiet = false; !quiet;) {
    await pause(patience.settle, undefined, { signal });
    const objects = await client.listMetadata(type, { signal });
    const rewritten = await rewriteAll(rewriting, type, objects);
    quiet = rewritten === 0;
    count = objects.length;
  }
  await forgetOlder(rewriting, name, rewrite.to);
  tellUpgrade({
    type: 'rewritten',
    object: keyText(planned.key),
    component: planned.component,
    count,
    version: rewrite.to,
  });
}

async function untilServed(
  { client, signal }: Rewriting,
  { key: { name }, serves }: PlannedObject,
  version: string,
): Promise<ResourceType> {
  const apiVersion = apiVersionOf({ group: serves?.group ?? '', version });
  const end = performance.now() + patience.known;
  for (;;) {
    const type = (await client.discover(apiVersion, { signal })).find(({ kind }) => kind === serves?.kind);
    if (type !== undefined) {
      // Discovery can be ahead of the API itself.
      const answered = await client.listMetadata(type, { signal }).then(() => true, isNotYet);
      if (answered) return type;
    }
    if (performance.now() > end)
      throw new MlaError('kubernetes.kindUnknown', { kind: serves?.kind ?? name, apiVersion });
    await pause(patience.look, undefined, { signal });
  }
}

function isNotYet(thrown: unknown): false {
  const error = toMlaError(thrown);
  if (error.key !== 'kubernetes.notFound' && error.key !== 'kubernetes.kindUnknown') throw error;
  return false;
}

/** How many objects the API server stored again. */
async function rewriteAll(
  rewriting: Rewriting,
  type: ResourceType,
  objects: readonly ObjectMetadata[],
): Promise<number> {
  let rewritten = 0;
  for (let start = 0; start < objects.length; start += atOnce) {
    const some = objects.slice(start, start + atOnce);
    const done = await Promise.all(some.map((metadata) => rewriteOne(rewriting, type, metadata)));
    rewritten += done.filter(Boolean).length;
  }
  return rewritten;
}

/** Whether it was stored again. The API server writes nothing where the stored bytes stay the same. */
async function rewriteOne(
  { client, signal }: Rewriting,
  type: ResourceType,
  { name, namespace }: ObjectMetadata,
): Promise<boolean> {
  const key = { name, ...(namespace !== undefined && { namespace }) };
  for (let attempt = 1; ; attempt += 1) {
    const object = await client.get<KubernetesObject>(type, key, { signal });
    if (object === undefined) return false;
    try {
      const stored = await client.request<KubernetesObject>('PUT', resourcePath(type, key), object, { signal });
      return stored.metadata.resourceVersion !== object.metadata.resourceVersion;
    } catch (thrown) {
      const error = toMlaError(thrown);
      // Deleted meanwhile, or changed by others: then it is read again.
      if (attempt < attempts && (error.key === 'kubernetes.notFound' || error.key === 'kubernetes.conflict')) continue;
      if (!isRefusal(error)) throw error;
      const about = { object: keyText(keyOf(object)), version: type.version, why: error.message };
      throw new MlaError('upgrade.notRewritten', about, { cause: error });
    }
  }
}

/** Only while nobody has changed the definition since it was read: else another version could store again. */
async function forgetOlder({ client, signal }: Rewriting, name: string, version: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await client.get<StoredDefinition>(definitions, { name }, { signal });
    if (found === undefined || storageVersion(found) !== version)
      throw new MlaError('upgrade.notRewritten', { object: name, version, why: 'others have changed the definition.' });
    const { resourceVersion } = found.metadata;
    try {
      const patch = { metadata: { resourceVersion }, status: { storedVersions: [version] } };
      await client.mergePatch(definitions, { name, subresource: 'status' }, patch, { signal });
      return;
    } catch (thrown) {
      if (attempt >= attempts || !isError(thrown, 'kubernetes.conflict')) throw thrown;
    }
  }
}
