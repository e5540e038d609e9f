import type { UninstallPreview } from '../../api/contract.ts';
import { sayPresent } from './judge/find-traces.ts';
import type { FoundKubeflow } from './found/found.ts';
import { stages, type Removal, type RemovedObject, type Stage } from './removal.ts';

/** A removal as it is shown: by names, without the objects. */
export function describeRemoval(
  installation: string,
  { goes, keeps, claims, unseen, notes }: Removal,
  found?: FoundKubeflow,
): UninstallPreview {
  const byStage = Map.groupBy(goes, ({ stage }) => stage);
  return {
    installation,
    users: usersObjects(goes.filter(({ users }) => users === true)),
    stages: (Object.keys(stages) as Stage[]).flatMap((stage) => {
      const objects = byStage.get(stage) ?? [];
      if (objects.length === 0) return [];
      return {
        stage,
        title: stages[stage],
        kinds: countKinds(objects),
        objects: objects.map((object) => ({
          object: sayPresent(object),
          ...(object.because !== undefined && { because: object.because }),
        })),
      };
    }),
    claims: claims.map(({ namespace, name, size, usedBy, reclaim, goes: isGoing }) => ({
      claim: `${namespace}/${name}`,
      ...(size !== undefined && { size }),
      usedBy: [...usedBy],
      ...(reclaim !== undefined && { reclaim }),
      goes: isGoing,
    })),
    keeps: keeps.map((object) => ({
      object: sayPresent(object),
      because: object.because,
      ...(object.takenBy !== undefined && { takenBy: object.takenBy }),
    })),
    unseen: [...unseen],
    notes: [...notes],
    ...(found !== undefined && { found: describeFound(found) }),
  };
}

function describeFound({ release, equal, different, absent, others }: FoundKubeflow): UninstallPreview['found'] {
  return { release, equal, different, absent, others: others.map((match) => ({ ...match })) };
}

function usersObjects(objects: readonly RemovedObject[]): UninstallPreview['users'] {
  return [...Map.groupBy(objects, ({ type }) => type.kind)]
    .map(([kind, all]) => ({
      kind,
      count: all.length,
      namespaces: new Set(all.map(({ metadata }) => metadata.namespace).filter((one) => one !== undefined)).size,
      objects: all.map(sayPresent),
    }))
    .sort((one, other) => other.count - one.count || one.kind.localeCompare(other.kind));
}

function countKinds(objects: readonly RemovedObject[]): { kind: string; count: number }[] {
  return [...Map.groupBy(objects, ({ type }) => type.kind)]
    .map(([kind, all]) => ({ kind, count: all.length }))
    .sort((one, other) => other.count - one.count || one.kind.localeCompare(other.kind));
}
