import type { UpgradePlan } from '../../../api/contract/upgrades.ts';
import { keyText, type KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { findDifferences } from '../../drift/find-differences.ts';
import type { Inventory, Item } from '../../plan/inventory.ts';
import type { Successor } from './successors.ts';
import type { ChangedObject } from './upgrade-facts.ts';

/** What restarts or is replaced. */
export interface Restarting {
  readonly changed: readonly ChangedObject[];
  readonly recreated: readonly ChangedObject[];
  readonly successors: readonly Successor[];
  readonly inventory: Inventory;
}

type Down = UpgradePlan['down'][number];

/** A workload as far as its rollout is read. Source: apps/v1. */
interface Rollout {
  spec?: {
    replicas?: number;
    minReadySeconds?: number;
    strategy?: { type?: string };
    template?: { spec?: { containers?: readonly { readinessProbe?: { initialDelaySeconds?: number } }[] } };
  };
}

/** Programs that do not answer for a while: made again, stopped before their successor, or restarted without a second pod beside them. */
export function findDown(restarting: Restarting): Down[] {
  const { recreated, successors, inventory } = restarting;
  const again = recreated.flatMap(({ planned }) => {
    const item = inventory.find(planned.key);
    return item !== undefined && isWorkload(item) ? [downOf(item, 'It is deleted and made again.')] : [];
  });
  const stopped = successors.flatMap(({ old, next, collides }) =>
    collides === undefined ? [] : [downOf(next, `${keyText(old)} stops before it starts.`)],
  );
  const known = new Set([...again, ...stopped].map(({ object }) => object));
  const alone = restarted(restarting).flatMap((item) => {
    const because = whyAlone(item);
    return because === undefined || known.has(keyText(item.key)) ? [] : [downOf(item, because)];
  });
  return [...again, ...stopped, ...alone];
}

/** Programs whose pods change. */
export function restarted({ changed, inventory }: Restarting): Item[] {
  return changed.flatMap(({ planned, found }) => {
    const item = inventory.find(planned.key);
    return item !== undefined && isWorkload(item) && found.object !== undefined && hasOtherPods(item, found.object)
      ? [item]
      : [];
  });
}

function isWorkload({ key }: Item): boolean {
  return ['Deployment', 'StatefulSet', 'DaemonSet'].includes(key.kind);
}

function hasOtherPods({ object }: Item, found: KubernetesObject): boolean {
  return findDifferences((object as Rollout).spec?.template, (found as Rollout).spec?.template).length > 0;
}

/** Why no second pod runs beside the old one while it is replaced. */
function whyAlone({ key, object }: Item): string | undefined {
  if (key.kind === 'StatefulSet') return 'Its pods are replaced one by one.';
  if (key.kind === 'DaemonSet') return 'Its pod is replaced on one node after the other.';
  return (object as Rollout).spec?.strategy?.type === 'Recreate' ? 'Its strategy is Recreate.' : undefined;
}

function downOf({ key, component, object }: Item, because: string): Down {
  const { spec } = object as Rollout;
  const delays = (spec?.template?.spec?.containers ?? []).map(
    ({ readinessProbe }) => readinessProbe?.initialDelaySeconds ?? 0,
  );
  return {
    object: keyText(key),
    component,
    because,
    atLeastSeconds: Math.max(0, ...delays) + (spec?.minReadySeconds ?? 0),
  };
}
