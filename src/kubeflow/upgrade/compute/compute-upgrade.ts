import type { UpgradePlan } from '../../../api/contract/upgrades.ts';
import { sayRelease } from '../../../api/say-release.ts';
import { sayCount } from '../../../api/say-count.ts';
import { keyText, type KubernetesObject, type ObjectKey } from '../../../kubernetes/objects/object.ts';
import { isCredentialSecret } from '../../credentials/credential-places.ts';
import { compareVersions } from '../../ownership/versions.ts';
import type { Plan } from '../../plan/plan.ts';
import { componentLabel } from '../../plan/marks.ts';
import type { Inventory } from '../../plan/inventory.ts';
import { findBackups } from './backups.ts';
import { withDefinitionsFirst } from './definitions-first.ts';
import { findDown, type Restarting } from './down-times.ts';
import { fixedFieldOf, isNeverDeleted } from './immutable-fields.ts';
import { placeText, type InstalledObject } from '../installed-objects.ts';
import { releaseThere } from './installed-version.ts';
import { findNoReturn, findRewritten, judgeStoredVersions, losesStoredVersions } from './no-return.ts';
import { tellNotices } from './notices.ts';
import { inventoryOf } from './plan-inventory.ts';
import { findHandOvers, isVirtualService, type HandOver } from './routes.ts';
import { findSuccessors, type Successor } from './successors.ts';
import type { ChangedObject, UpgradeFacts } from './upgrade-facts.ts';
import { isQuiesced } from '../quiesced.ts';
import { programsBehind, withHandOvers } from './hand-over-gates.ts';
import type { Preparation, UpgradeWork } from '../work.ts';

type Change = UpgradePlan['changes'][number];

/** What an upgrade will do, for people and for the run. Pure: the same facts give the same. */
export function computeUpgrade(facts: UpgradeFacts): { readonly view: UpgradePlan; readonly work: UpgradeWork } {
  const { wanted, installation, installed, survey } = facts;
  const inventory = inventoryOf(wanted);
  const changed = survey.found
    .filter(({ unchanged }) => !unchanged)
    .map((found): ChangedObject => ({ position: found.position, planned: found.planned, found }));
  const going = goingObjects(facts);
  const orphans = going.filter(({ key }) => whyKept(key) === undefined);
  const settled = new Set(survey.found.flatMap(({ planned, unchanged }) => (unchanged ? keyText(planned.key) : [])));
  // A successor that is there already has taken its place.
  const successors = findSuccessors(bodiesOf(orphans, facts), inventory).filter(
    ({ next }) => !settled.has(keyText(next.key)),
  );
  const moved = findMoves(orphans, facts);
  const handOvers = findHandOvers(
    bodiesOf(orphans, facts).filter(({ key }) => isVirtualService(key)),
    inventory.items.filter(({ key }) => isVirtualService(key)),
  );
  const fixed = fixedIn(changed, facts);
  const recreated = changed.filter(({ position, planned }) => fixed.has(position) && !isNeverDeleted(planned.key));
  const restarting = { changed, recreated, successors, inventory } satisfies Restarting;
  const down = findDown(restarting);
  const rewritten = findRewritten({ changed, stored: facts.stored });
  const changedKinds = changedKindsOf(changed);
  const from = releaseThere(installed);
  const view: UpgradePlan = {
    installation,
    from,
    to: { name: wanted.release.name, version: wanted.release.version },
    changes: [
      ...changesOf({ facts, changed, fixed, moved }),
      ...orphans.map((one): Change => {
        const [object, component] = [keyText(one.key), componentOf(one)];
        const to = moved.get(object);
        return to === undefined
          ? { verb: 'orphan', object, component }
          : { verb: 'move', object: to, component, from: object };
      }),
      ...going.flatMap((one): Change[] => {
        const because = whyKept(one.key);
        return because === undefined
          ? []
          : [{ verb: 'keep', object: keyText(one.key), component: componentOf(one), because }];
      }),
    ],
    unchanged: survey.found.filter(({ unchanged }) => unchanged).length,
    quiesced: successors.flatMap(({ old, next, collides }) =>
      collides === undefined ? [] : [{ object: keyText(old), before: keyText(next.key), because: collides }],
    ),
    routes: withPrograms(handOvers, inventory),
    down,
    noticed: tellNotices({ ...restarting, down, handOvers, wanted }),
    unhealthy: [...facts.unhealthy],
    settings: [...facts.settings],
    rewritten,
    noReturn: findNoReturn({ changed, inventory, rewritten }),
    backups: findBackups({ changed, inventory }),
    blockers: [
      ...refusedChanges({ facts, changed, changedKinds, fixed }),
      ...[...facts.undeletable].map(([object, { message, fix }]) => ({ evidence: `${object}: ${message}`, fix })),
      ...judgeStoredVersions({ changed, stored: facts.stored }),
    ],
    notes: [...tellOlder(from, wanted), ...tellUntried(facts)],
  };
  return {
    view,
    work: {
      plan: withDefinitionsFirst(withHandOvers(wanted, handOvers, inventory), changedKinds),
      before: preparationsOf({ recreated, handOvers, successors, changed, orphans }),
      changedKinds,
      orphans,
    },
  };
}

/** What is installed and the wanted release does not have. */
export function goingObjects({ installed, wanted }: Pick<UpgradeFacts, 'installed' | 'wanted'>): InstalledObject[] {
  const places = new Set(wanted.objects.map(({ type, key }) => placeText(type, key)));
  return installed.filter(({ type, key }) => !places.has(placeText(type, key)));
}

/** Why an object stays although the wanted release does not have it; undefined for one that goes. */
export function whyKept(key: ObjectKey): string | undefined {
  if (isCredentialSecret(key)) return 'Passwords are kept.';
  switch (key.kind) {
    case 'CustomResourceDefinition':
      return 'Objects of this kind would be deleted with it.';
    case 'Namespace':
      return 'Everything in it would be deleted with it.';
    case 'PersistentVolumeClaim':
    case 'PersistentVolume':
      return 'Data is kept.';
    default:
      return isNeverDeleted(key) ? 'The namespace of a user would be deleted with it.' : undefined;
  }
}

function bodiesOf(
  objects: readonly InstalledObject[],
  { bodies }: UpgradeFacts,
): { readonly key: ObjectKey; readonly object: KubernetesObject }[] {
  return objects.flatMap(({ type, key }) => {
    const object = bodies.get(placeText(type, key));
    return object === undefined ? [] : [{ key, object }];
  });
}

/** Positions of changed objects of which a field cannot be changed, with the field or the server's words. */
function fixedIn(changed: readonly ChangedObject[], { tried, unasked }: UpgradeFacts): ReadonlyMap<number, string> {
  const told = tried.refused.flatMap(({ position, error }) =>
    error.key === 'kubernetes.immutableField' ? [[position, String(error.details['field'] ?? 'a field')] as const] : [],
  );
  const byRule = changed.flatMap(({ position, planned }) => {
    const there = unasked.get(position);
    const field = there && fixedFieldOf(JSON.parse(planned.body) as KubernetesObject, there);
    return field === undefined ? [] : [[position, field] as const];
  });
  return new Map([...byRule, ...told]);
}

function changesOf({
  facts: { wanted, survey, installed },
  changed,
  fixed,
  moved,
}: {
  facts: UpgradeFacts;
  changed: readonly ChangedObject[];
  fixed: ReadonlyMap<number, string>;
  moved: ReadonlyMap<string, string>;
}): Change[] {
  const there = new Set(survey.found.map(({ position }) => position));
  const places = new Set(installed.map(({ type, key }) => placeText(type, key)));
  const replacing = new Set(moved.values());
  const added = wanted.objects.flatMap(({ key, type, component }, position): Change[] =>
    there.has(position) || places.has(placeText(type, key)) || replacing.has(keyText(key))
      ? []
      : [{ verb: 'add', object: keyText(key), component }],
  );
  const others = changed.map(({ position, planned: { key, component } }): Change => {
    const field = fixed.get(position);
    return field === undefined || isNeverDeleted(key)
      ? { verb: 'change', object: keyText(key), component }
      : { verb: 'recreate', object: keyText(key), component, because: `${field} cannot be changed.` };
  });
  return [...added, ...others];
}

/** Which objects appear under the same name in another namespace, where there was none before: from old to new, by `keyText`. */
function findMoves(
  orphans: readonly InstalledObject[],
  { wanted, installed }: UpgradeFacts,
): ReadonlyMap<string, string> {
  const places = new Set(installed.map(({ type, key }) => placeText(type, key)));
  const added = wanted.objects.filter(({ type, key }) => type.namespaced && !places.has(placeText(type, key)));
  const byName = Map.groupBy(added, ({ type, key }) => `${type.kind}.${type.group} ${key.name}`);
  return new Map(
    orphans.flatMap(({ type, key }) => {
      const [next, ...others] = byName.get(`${type.kind}.${type.group} ${key.name}`) ?? [];
      return next === undefined || others.length > 0 ? [] : [[keyText(key), keyText(next.key)] as const];
    }),
  );
}

function componentOf({ metadata }: InstalledObject): string {
  return metadata.labels?.[componentLabel] ?? '';
}

function withPrograms(handOvers: readonly HandOver[], inventory: Inventory): UpgradePlan['routes'] {
  return handOvers.map(({ path, from, to }) => {
    const [program] = programsBehind(to, inventory);
    return {
      path,
      from: keyText(from),
      to: keyText(to),
      ...(program !== undefined && { after: keyText(program.key) }),
    };
  });
}

/** Kinds, as `Kind.group`, whose definition is in the cluster in another form. */
function changedKindsOf(changed: readonly ChangedObject[]): ReadonlySet<string> {
  return new Set(
    changed.flatMap(({ planned: { serves } }) => (serves === undefined ? [] : `${serves.kind}.${serves.group}`)),
  );
}

function refusedChanges({
  facts: { tried, wanted },
  changed,
  changedKinds,
  fixed,
}: {
  facts: UpgradeFacts;
  changed: readonly ChangedObject[];
  changedKinds: ReadonlySet<string>;
  fixed: ReadonlyMap<number, string>;
}): UpgradePlan['blockers'] {
  const judged = new Set(changed.filter(losesStoredVersions).map(({ position }) => position));
  return tried.refused.flatMap(({ position, error }) => {
    const planned = wanted.objects[position];
    if (planned === undefined || judged.has(position)) return [];
    const { kind, group } = planned.type;
    if (fixed.has(position))
      return isNeverDeleted(planned.key)
        ? [
            {
              evidence: `${keyText(planned.key)}: ${error.message}`,
              fix: 'Change it by hand: MLAnywhere never deletes it.',
            },
          ]
        : [];
    // Half a conversion is taken off first.
    if (error.key === 'kubernetes.conversionLeft') return [];
    // Its own definition changes before it: nobody knows what the server says then.
    if (changedKinds.has(`${kind}.${group}`)) return [];
    return [{ evidence: `${keyText(planned.key)}: ${error.message}`, fix: error.fix }];
  });
}

function preparationsOf({
  recreated,
  handOvers,
  successors,
  changed,
  orphans,
}: {
  recreated: readonly ChangedObject[];
  handOvers: readonly HandOver[];
  successors: readonly Successor[];
  changed: readonly ChangedObject[];
  orphans: readonly InstalledObject[];
}): ReadonlyMap<string, readonly Preparation[]> {
  const types = new Map(orphans.map(({ key, type }) => [keyText(key), type]));
  const before = new Map<string, Preparation[]>();
  const add = (object: ObjectKey, preparation: Preparation): void =>
    void before.set(keyText(object), [...(before.get(keyText(object)) ?? []), preparation]);
  const addOld = (object: ObjectKey, verb: Preparation['verb'], old: ObjectKey): void => {
    const type = types.get(keyText(old));
    if (type !== undefined) add(object, { verb, type, key: old });
  };
  for (const { old, next, collides } of successors) if (collides !== undefined) addOld(next.key, 'quiesce', old);
  for (const { from, to } of handOvers) addOld(to, 'hand-over', from);
  for (const { planned } of recreated) add(planned.key, { verb: 'recreate', type: planned.type, key: planned.key });
  for (const { planned, found } of changed)
    if (isQuiesced(found.metadata)) add(planned.key, { verb: 'wake', type: planned.type, key: planned.key });
  return before;
}

/** Programs of an older release may not understand what newer ones have written. */
function tellOlder(from: UpgradePlan['from'], { release }: Plan): string[] {
  const order = from?.name === release.name ? compareVersions(release.version, from.version) : undefined;
  return order === undefined || order >= 0
    ? []
    : [`${sayRelease(release)} is older than what is installed. Databases keep what newer programs have written.`];
}

/** Of which changes nobody knows what the API server will say. */
function tellUntried({ tried, wanted }: UpgradeFacts): string[] {
  const silent = [...tried.untried].flatMap(([position, why]) => {
    const planned = wanted.objects[position];
    return planned === undefined || !('webhook' in why) ? [] : [`${keyText(planned.key)} (webhook ${why.webhook})`];
  });
  return silent.length === 0
    ? []
    : [
        `The API server cannot say beforehand whether it accepts ${sayCount(silent.length, 'object')}: ${silent.slice(0, 5).join(', ')}${silent.length > 5 ? ' and more' : ''}.`,
      ];
}
