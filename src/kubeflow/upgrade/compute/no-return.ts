import type { UpgradePlan } from '../../../api/contract/upgrades.ts';
import { sayCount } from '../../../api/say-count.ts';
import { keyText } from '../../../kubernetes/objects/object.ts';
import { lostStoredVersions, type Definition } from '../../ownership/definition-order.ts';
import type { Inventory } from '../../plan/inventory.ts';
import { changedDatabases } from './backups.ts';
import { rewriteOf, storageVersion, type StoredDefinition } from './stored-versions.ts';
import type { ChangedObject } from './upgrade-facts.ts';

/** What the way back depends on: versions in which objects are stored that the installed release does not know, and databases that newer programs may change. */
export function findNoReturn(given: {
  readonly changed: readonly ChangedObject[];
  readonly inventory: Inventory;
  readonly rewritten: UpgradePlan['rewritten'];
}): UpgradePlan['noReturn'] {
  const definitions = given.changed.flatMap(({ planned, found }) => {
    if (planned.serves === undefined || found.object === undefined) return [];
    const wanted = storageVersion(JSON.parse(planned.body) as StoredDefinition);
    const known = ((found.object as StoredDefinition).spec?.versions ?? []).some(({ name }) => name === wanted);
    return wanted === undefined || known
      ? []
      : [
          {
            object: keyText(planned.key),
            because: given.rewritten.some(({ object }) => object === keyText(planned.key))
              ? `Its objects are stored as ${wanted}, which the installed release does not have. There is no way back after they are written again.`
              : `New objects are stored as ${wanted}, which the installed release does not have. There is no way back after the first ${planned.serves.kind} is written.`,
          },
        ];
  });
  const databases = changedDatabases(given).map(({ holds, claims, changedBy, server }) => ({
    object: `PersistentVolumeClaim ${server.key.namespace ?? ''}/${claims.join(', ')}`,
    because: `${changedBy.map(({ key }) => keyText(key)).join(', ')} may change the ${holds} at the first start. Going back keeps the changed ${holds}; only a backup has the old ones.`,
  }));
  return [...definitions, ...databases];
}

/** Definitions that the API server would refuse, because objects of theirs can be stored in a version that the wanted release does not have. */
export function judgeStoredVersions({
  changed,
  stored,
}: {
  readonly changed: readonly ChangedObject[];
  readonly stored: ReadonlyMap<string, number>;
}): UpgradePlan['blockers'] {
  return changed.flatMap(({ planned, found }) => {
    const lost = lostIn({ planned, found });
    const count = stored.get(planned.key.name) ?? 0;
    // Without objects the list of stored versions is shortened before the definition is sent.
    if (lost.length === 0 || count === 0) return [];
    const rewrite = rewriteIn({ planned, found });
    if (typeof rewrite !== 'string') return [];
    return [
      {
        evidence: `${planned.key.name} has ${sayCount(count, 'object')} that can be stored as ${lost.join(', ')}, which the wanted release does not have. ${rewrite}`,
        fix: `Save them with \`kubectl get ${planned.key.name} -A -o yaml\`, and move them to another version with the software that owns them, or delete them.`,
      },
    ];
  });
}

/** Definitions whose objects are written again in a version of the wanted release. */
export function findRewritten({
  changed,
  stored,
}: {
  readonly changed: readonly ChangedObject[];
  readonly stored: ReadonlyMap<string, number>;
}): UpgradePlan['rewritten'] {
  return changed.flatMap(({ planned, found }) => {
    const count = stored.get(planned.key.name) ?? 0;
    if (count === 0 || lostIn({ planned, found }).length === 0) return [];
    const rewrite = rewriteIn({ planned, found });
    if (typeof rewrite === 'string') return [];
    return [{ object: keyText(planned.key), count, from: [...rewrite.from], to: rewrite.to }];
  });
}

/** Whether the API server refuses a definition until its kind has no objects in a version that it lacks. */
export function losesStoredVersions(changed: ChangedObject): boolean {
  return lostIn(changed).length > 0;
}

function lostIn({ planned, found }: Pick<ChangedObject, 'planned' | 'found'>): string[] {
  if (planned.serves === undefined || found.object === undefined) return [];
  return lostStoredVersions(JSON.parse(planned.body) as Definition, found.object);
}

function rewriteIn({ planned, found }: Pick<ChangedObject, 'planned' | 'found'>): ReturnType<typeof rewriteOf> {
  return rewriteOf(JSON.parse(planned.body) as StoredDefinition, found.object as StoredDefinition);
}
