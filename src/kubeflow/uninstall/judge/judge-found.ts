import type { TakeWord } from '../../../api/contract/take-words.ts';
import { systemOf } from '../../ownership/system.ts';
import { kindName, type PresentObject } from '../../present/read-present.ts';
import type { FoundKubeflow, FoundObject } from '../found/found.ts';
import { type ClusterIndex, isDefinition, uidOf } from './cluster-index.ts';
import { sayPresent } from './find-traces.ts';
import { webhookKinds } from './services-behind.ts';
import type { Verdicts } from './verdicts.ts';

interface Parts {
  readonly found: FoundKubeflow;
  readonly index: ClusterIndex;
  readonly verdicts: Verdicts;
}

/** What stays of a Kubeflow that MLAnywhere did not install, until a person takes it by a word. */
export class FoundJudgement {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Whether the release has the object, as it is or otherwise. */
  has(object: PresentObject): boolean {
    return this.#of(object) !== undefined;
  }

  differs(object: PresentObject): boolean {
    return this.#of(object)?.difference !== undefined;
  }

  /** Keeps an object unless its word was said. Returns whether it stays. */
  leaves(object: PresentObject, takenBy: TakeWord, because: string): boolean {
    if (this.#parts.found.take.has(takenBy)) return false;
    this.#parts.verdicts.keepUntilTaken(object, { takenBy, because });
    return true;
  }

  /** Webhooks come later: when the program behind one goes, it would refuse requests of others. */
  keepDifferent(which: 'webhooks' | 'others'): void {
    const { found, index, verdicts } = this.#parts;
    const { name, version } = found.release;
    for (const object of index.all) {
      const difference = this.#of(object)?.difference;
      if (difference === undefined || index.ours.includes(object) || verdicts.goes.has(object)) continue;
      if (webhookKinds.has(kindName(object.type)) === (which === 'webhooks'))
        this.leaves(object, 'different', `${name} ${version} has it otherwise: ${difference}`);
    }
  }

  /** Software whose kinds others use stays as a whole, with the software that it uses itself. */
  keepUsed(usedBy: readonly PresentObject[]): void {
    const { index, verdicts } = this.#parts;
    const bySystem = Map.groupBy(
      index.all.filter((object) => this.has(object)),
      (object) => systemOf(this.#of(object)?.component ?? ''),
    );
    const systemOfKind = new Map(
      [...bySystem].flatMap(([system, objects]) =>
        objects.filter(isDefinition).map(({ metadata: { name } }) => [name, system] as const),
      ),
    );
    const reasons = new Map<string, string>();
    const note = (system: string | undefined, because: string): void => {
      if (system === undefined || reasons.has(system)) return;
      reasons.set(system, because);
      for (const object of bySystem.get(system) ?? [])
        note(systemOfKind.get(kindName(object.type)), `${system} uses it, and stays: ${because}`);
    };
    for (const { object, from } of index.takenOver) note(this.#systemOf(object), `${from} owns a part of it`);
    for (const object of usedBy) note(systemOfKind.get(kindName(object.type)), `${sayPresent(object)} uses it`);
    for (const [system, because] of reasons)
      for (const object of bySystem.get(system) ?? []) {
        verdicts.keepWithKind(object, because);
        verdicts.keepPlace(object, because);
      }
  }

  /** Whether a kind is of software that others can use without Kubeflow. */
  isOfBasis({ type }: PresentObject): boolean {
    const { index } = this.#parts;
    return index.all.some(
      (object) => isDefinition(object) && object.metadata.name === kindName(type) && this.#of(object)?.isBasis === true,
    );
  }

  #systemOf(object: PresentObject): string | undefined {
    const component = this.#of(object)?.component;
    return component && systemOf(component);
  }

  #of(object: PresentObject): FoundObject | undefined {
    return this.#parts.found.objects.get(uidOf(object));
  }
}
