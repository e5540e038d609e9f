import { ownerOf } from '../../ownership/owner.ts';
import type { PresentObject } from '../../present/read-present.ts';
import type { RemovalCase } from '../removal.ts';
import { isNamespace, type ClusterIndex } from './cluster-index.ts';
import type { MadeNamespace } from './find-places.ts';
import { sayPresent } from './find-traces.ts';
import { isOfKubernetes, isSigned, sayFirst, sayOwner } from './owners.ts';
import type { Verdicts } from './verdicts.ts';

interface Parts extends Pick<RemovalCase, 'installation' | 'found'> {
  readonly index: ClusterIndex;
  readonly verdicts: Verdicts;
  readonly made: readonly MadeNamespace[];
  /** Namespaces of which an earlier attempt removed what they were made of, by name. */
  readonly marked: ReadonlyMap<string, PresentObject>;
  /** Whether what a program made stays, because no release has it and nobody took it. */
  readonly leaves: (object: PresentObject, because: string) => boolean;
}

export const foundBefore = 'an earlier attempt found that it goes with the installation';

/** Which namespaces go, judged last: whatever stays in one keeps it. */
export function judgeNamespaces(parts: Parts): void {
  const { index, verdicts, made, marked } = parts;
  for (const namespace of index.ours.filter(isNamespace)) judgeSentNamespace(namespace, parts);
  for (const { maker, namespace, follows } of made)
    if (verdicts.goes.has(maker) && !verdicts.keeps.has(namespace))
      verdicts.remove(namespace, {
        stage: follows ? 'profiles' : 'namespaces',
        ...(follows && { follows: true as const }),
        because: `it was made of ${sayPresent(maker)}`,
      });
  for (const namespace of marked.values()) verdicts.remove(namespace, { stage: 'namespaces', because: foundBefore });
}

/** What stays in a namespace keeps the namespace. */
function judgeSentNamespace(namespace: PresentObject, parts: Parts): void {
  const { index, verdicts, found } = parts;
  const inside = index.all.filter(({ metadata }) => metadata.namespace === namespace.metadata.name);
  const others = inside.filter((object) => isLeftToOthers(object, parts));
  for (const object of others) verdicts.keep(object, `${sayOwner(object)} owns it`);
  if (found !== undefined) keepMade(inside, parts);
  if (others.length > 0) verdicts.keep(namespace, `${sayFirst(others)} not of this installation`);
  const kept = inside.find((object) => verdicts.keeps.has(object));
  if (kept !== undefined) verdicts.keep(namespace, `${sayPresent(kept)} stays`);
  if (!verdicts.keeps.has(namespace)) verdicts.remove(namespace, { stage: 'namespaces' });
  else if (found?.take.has('programs') !== false) removeMadeInside(inside, parts);
}

/** In a namespace that would go: what programs made, and no release has. */
function keepMade(inside: readonly PresentObject[], { index, verdicts, leaves }: Parts): void {
  for (const object of inside) {
    const isJudged = verdicts.goes.has(object) || verdicts.keeps.has(object);
    if (isJudged || index.ownersOf(object).length > 0 || isOfKubernetes(object)) continue;
    leaves(object, `${sayOwner(object)} made it, and no release has it`);
  }
}

/** Objects of people and tools that do not go with something that goes. */
function isLeftToOthers(object: PresentObject, { index, verdicts, installation }: Parts): boolean {
  if (verdicts.goes.has(object) || verdicts.keeps.has(object)) return false;
  if (isSigned(object, { installation })) return true;
  if (index.ownersOf(object).some((owner) => verdicts.goes.has(owner))) return false;
  return ownerOf(object.metadata).kind === 'tool';
}

/** In a namespace that stays: what programs of Kubeflow wrote there, such as certificates. */
function removeMadeInside(inside: readonly PresentObject[], { index, verdicts }: Parts): void {
  for (const object of inside) {
    const { kind, name } = ownerOf(object.metadata);
    const followed = index.ownersOf(object).length > 0;
    if (kind === 'program' && !followed && !isOfKubernetes(object))
      verdicts.remove(object, { stage: 'traces', because: `${name} made it` });
  }
}
