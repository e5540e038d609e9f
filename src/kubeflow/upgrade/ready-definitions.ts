import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { lostStoredVersions } from '../ownership/definition-order.ts';
import type { Found, Survey } from '../ownership/survey.ts';
import { rewriteOf, storageVersion, type StoredDefinition } from './compute/stored-versions.ts';
import { rewriteStored, type Rewriting } from './rewrite-stored.ts';

interface Readying extends Rewriting {
  readonly survey: Survey;
  /** How many objects there are, by the definition's name. */
  readonly stored: ReadonlyMap<string, number>;
}

const type = builtInTypes.customResourceDefinition;

/**
 * Does to definitions what the API server asks for before it takes the wanted
 * ones: objects leave versions that are gone. Going back to a release needs the
 * others: newer definitions store a newer version, and convert by a webhook.
 */
export async function readyDefinitions(readying: Readying): Promise<void> {
  for (const { planned, object } of readying.survey.found) {
    if (planned.serves === undefined || object === undefined) continue;
    const change = { planned, wanted: JSON.parse(planned.body) as StoredDefinition, found: object as StoredDefinition };
    // As long as the webhook that converts is there.
    await rewriteObjects(readying, change);
    await dropConversion(readying, change);
    await shortenStoredVersions(readying, change);
  }
}

interface Change {
  readonly planned: Found['planned'];
  readonly wanted: StoredDefinition;
  readonly found: StoredDefinition;
}

/** Objects in versions that the wanted definition does not have. Whether they can be written again was judged before. */
async function rewriteObjects(readying: Readying, { planned, wanted, found }: Change): Promise<void> {
  if (lostStoredVersions(wanted, found).length === 0 || (readying.stored.get(planned.key.name) ?? 0) === 0) return;
  const rewrite = rewriteOf(wanted, found);
  if (typeof rewrite !== 'string') await rewriteStored(readying, { planned, rewrite });
}

/** The CA bundle of a conversion is a field of the program that fills it in. It stays when ours go, and half a conversion is refused. */
async function dropConversion({ client, signal }: Readying, { planned, wanted, found }: Change): Promise<void> {
  const converts = ({ spec }: StoredDefinition): boolean => spec?.conversion?.strategy === 'Webhook';
  if (!converts(found) || converts(wanted)) return;
  const conversion = { strategy: 'None', webhook: null };
  await client.mergePatch(type, { name: planned.key.name }, { spec: { conversion } }, { signal });
}

/**
 * Without objects, a definition can forget the stored versions that the wanted
 * one does not have. Source: Kubernetes, CustomResourceDefinition versioning,
 * "Upgrade existing objects to a new stored version".
 */
async function shortenStoredVersions(
  { client, stored, signal }: Readying,
  { planned: { key }, wanted, found }: Change,
): Promise<void> {
  const { name } = key;
  const { spec } = found;
  if (lostStoredVersions(wanted, found).length === 0 || stored.get(name) !== 0) return;
  const target = storageVersion(wanted);
  if (target === undefined || spec?.versions?.some((version) => version.name === target) !== true) return;
  const versions = spec.versions.map((version) => ({ ...version, storage: version.name === target }));
  await client.mergePatch(type, { name }, { spec: { versions } }, { signal });
  await client.mergePatch(type, { name, subresource: 'status' }, { status: { storedVersions: [target] } }, { signal });
}
