import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import { keyText, type ObjectKey, type ResourceType } from '../../../kubernetes/objects/object.ts';
import type { Plan } from '../../plan/plan.ts';
import { kindKey } from '../kinds-with-readiness.ts';
import type { View } from '../cluster-view.ts';
import type { Schedule } from '../schedule.ts';

/** A namespace or a definition, and everything of the plan that goes when it goes. */
interface Container {
  readonly key: ObjectKey;
  /** Undefined for a namespace that a controller makes. */
  readonly position: number | undefined;
  readonly contents: readonly number[];
}

/** A namespace or a definition that someone deleted in the middle of an install. */
export interface Vanished {
  readonly object: string;
  /** Positions to send again: its contents, and itself if the plan has it. */
  readonly positions: readonly number[];
  readonly contents: number;
  /** Ids of the gates that depend on it. */
  readonly closing: readonly string[];
}

/**
 * Detects namespaces and definitions that were deleted during the install: the
 * server acknowledged their contents and no longer has them.
 */
export class VanishedContainers {
  readonly #plan: Plan;
  readonly #view: View;
  readonly #schedule: Schedule;
  readonly #containers: readonly Container[];
  readonly #seen = new Set<Container>();

  constructor({ plan, view, schedule }: { plan: Plan; view: View; schedule: Schedule }) {
    this.#plan = plan;
    this.#view = view;
    this.#schedule = schedule;
    this.#containers = [...namespacesOf(plan), ...definitionsOf(plan)];
  }

  /** Starts the necessary watches. */
  watch(): void {
    this.#view.observe(builtInTypes.namespace);
    this.#view.observe(builtInTypes.customResourceDefinition, { metadataOnly: true });
  }

  /** Those deleted since the last call. */
  look(): Vanished[] {
    return this.#containers.flatMap((container) => {
      if (this.#view.find(container.key) !== undefined) {
        this.#seen.add(container);
        return [];
      }
      if (!this.#seen.delete(container)) return [];
      const gone = [...(container.position === undefined ? [] : [container.position]), ...container.contents];
      const positions = gone.filter((position) => this.#schedule.isDone(position));
      if (positions.length === 0) return [];
      const contents = positions.filter((position) => position !== container.position).length;
      return [{ object: keyText(container.key), positions, contents, closing: this.#gatesOf(container.key) }];
    });
  }

  #gatesOf({ kind, name }: ObjectKey): string[] {
    return kind !== 'Namespace'
      ? []
      : this.#plan.gates.flatMap((gate) =>
          gate.kind === 'namespace-active' && gate.namespace === name ? [gate.id] : [],
        );
  }
}

function namespacesOf(plan: Plan): Container[] {
  const contents = Map.groupBy(plan.objects.keys(), (position) => plan.objects[position]?.key.namespace);
  const positions = new Map(
    [...plan.objects.entries()].flatMap(([position, { key }]) =>
      key.kind === 'Namespace' ? [[key.name, position] as const] : [],
    ),
  );
  const names = new Set([...positions.keys(), ...contents.keys()].filter((name) => name !== undefined));
  return [...names].map((name) => ({
    key: { apiVersion: 'v1', kind: 'Namespace', name },
    position: positions.get(name),
    contents: contents.get(name) ?? [],
  }));
}

function definitionsOf(plan: Plan): Container[] {
  const ofKind = (type: Pick<ResourceType, 'group' | 'kind'>): string => kindKey(type);
  const contents = Map.groupBy(plan.objects.keys(), (position) =>
    ofKind(plan.objects[position]?.type ?? { group: '', kind: '' }),
  );
  return [...plan.objects.entries()].flatMap(([position, { key, serves }]) =>
    serves === undefined ? [] : [{ key, position, contents: contents.get(ofKind(serves)) ?? [] }],
  );
}
