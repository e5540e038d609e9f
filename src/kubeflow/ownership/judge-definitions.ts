import { releaseOfText, releaseText } from '../plan/object-text.ts';
import {
  compareDefinitions,
  lostStoredVersions,
  unservedVersions,
  type Definition,
  type Order,
} from './definition-order.ts';
import type { Found } from './survey.ts';
import { systemOf } from './system.ts';
import { compareVersions, imagesOf, tagOf } from './versions.ts';
import type { Kept, OwnershipCase, Refusal } from './verdict.ts';
import { releaseAnnotation } from '../plan/marks.ts';

/** A definition is never replaced by an older one: it stays as it is where it serves what the plan needs, else the install is refused. */
export function judgeDefinitions(given: OwnershipCase): { refusals: Refusal[]; kept: Kept[] } {
  const kept: Kept[] = [];
  const refused: string[] = [];
  for (const one of given.survey.found) {
    if (isUpgraded(given, one)) continue;
    if (one.planned.key.kind !== 'CustomResourceDefinition' || one.object === undefined) continue;
    const planned = JSON.parse(one.planned.body) as Definition;
    const found: Definition = one.object;
    const { newer, because } = orderOf(given, { one, planned, found });
    const unserved = unservedVersions(planned, found);
    const lost = lostStoredVersions(planned, found);
    if (newer === 'found' && unserved.length === 0) kept.push({ position: one.position, because });
    else if (newer === 'found')
      refused.push(`${one.planned.key.name} is newer (${because}) and does not serve ${unserved.join(', ')}`);
    else if (newer === 'unclear' && one.owner.kind !== 'installation')
      refused.push(`${one.planned.key.name} ${because}`);
    else if (lost.length > 0)
      refused.push(
        `${one.planned.key.name} has objects stored as ${lost.join(', ')}, which this release's does not have`,
      );
  }
  return { kept, refusals: refused.length === 0 ? [] : [refuse(refused)] };
}

/** An upgrade judges the definitions of its own installation itself: going back brings back the old ones too, since the new ones can need programs that are gone. */
function isUpgraded({ upgrading = false, installation }: OwnershipCase, { owner }: Found): boolean {
  return upgrading && owner.kind === 'installation' && owner.name === installation;
}

function refuse(refused: readonly string[]): Refusal {
  return {
    question: 'newer-definitions',
    evidence: `Definitions in the cluster cannot be replaced without loss: ${refused.slice(0, 5).join('; ')}${refused.length > 5 ? `; and ${refused.length - 5} more` : ''}.`,
    fix: 'Use another cluster, or a release that has the definitions as they are. Delete a definition only when nothing needs its objects: they are deleted with it.',
  };
}

function orderOf(
  { plan, survey }: OwnershipCase,
  { one, planned, found }: { one: Found; planned: Definition; found: Definition },
): Order {
  const marked = found.metadata.annotations?.[releaseAnnotation];
  const wanted = releaseText(plan.release);
  if (marked === wanted) return { newer: 'planned', because: 'of the same release' };
  const there = marked === undefined ? undefined : releaseOfText(marked);
  const difference = compareVersions(plan.release.version, there?.version);
  if (there?.name === plan.release.name && difference !== undefined)
    return { newer: difference > 0 ? 'planned' : 'found', because: `of ${marked}` };
  const system = systemOf(one.planned.component);
  const programs = survey.found.filter(
    ({ planned: { component, key } }) => systemOf(component) === system && key.kind === 'Deployment',
  );
  return compareDefinitions(planned, found, {
    found: programs.map(({ object }) => object && tagOf(imagesOf(object)[0])).find((tag) => tag !== undefined),
    planned: programs
      .map(({ planned: { body } }) => tagOf(imagesOf(JSON.parse(body) as Definition)[0]))
      .find((tag) => tag !== undefined),
  });
}
