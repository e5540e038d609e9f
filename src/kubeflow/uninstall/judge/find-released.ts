import type { WorkloadName } from '../../plan/controller-effects.ts';
import type { PresentObject } from '../../present/read-present.ts';
import { finalizersOfControllers } from '../kept-finalizers.ts';
import type { ReleasedObject } from '../removal.ts';
import type { ClusterIndex } from './cluster-index.ts';
import type { MadeNamespace } from './find-places.ts';
import type { Verdicts } from './verdicts.ts';

interface Parts {
  readonly index: ClusterIndex;
  readonly verdicts: Verdicts;
  readonly made: readonly MadeNamespace[];
  readonly isOfOthers: (object: PresentObject) => boolean;
}

/** What stays with its namespace, and loses its controller. */
export function findReleased(parts: Parts): ReleasedObject[] {
  const { verdicts, made, isOfOthers } = parts;
  return made.flatMap(({ maker, by }) => {
    if (!verdicts.keeps.has(maker) || isOfOthers(maker) || stays(by, parts)) return [];
    const finalizers = finalizersOfControllers(maker);
    return finalizers.length === 0 ? [] : { ...maker, finalizers };
  });
}

function stays({ kind, namespace, name }: WorkloadName, { index, verdicts }: Parts): boolean {
  return index.all.some(
    (object) =>
      object.type.kind === kind &&
      object.metadata.namespace === namespace &&
      object.metadata.name === name &&
      !verdicts.goes.has(object),
  );
}
