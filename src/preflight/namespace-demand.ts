import type { Container } from '../kubeflow/plan/requirements/pod-template.ts';
import type { Plan } from '../kubeflow/plan/plan.ts';
import { parseQuantity } from '../kubernetes/objects/quantity.ts';
import type { LimitRange } from './cluster-facts.ts';
import type { PlannedClaim, PlannedWorkload } from './planned.ts';

/** What a plan needs of one resource of a namespace, as a quota counts it. */
export interface Demand {
  readonly amount: number;
  /** Workloads that do not say how much they need, which the quota wants them to. */
  readonly undeclared: readonly string[];
}

interface Given {
  readonly plan: Plan;
  readonly namespace: string;
  readonly workloads: readonly PlannedWorkload[];
  readonly ranges: readonly LimitRange[];
  readonly claims: readonly PlannedClaim[];
}

const counted: Readonly<Record<string, string>> = {
  services: 'services',
  secrets: 'secrets',
  configmaps: 'configmaps',
};

/** `resource` is a key of `spec.hard`. Keys that are not known need nothing. Source: Kubernetes documentation, Resource Quotas. */
export function demandOn(resource: string, given: Given): Demand {
  const { plan, namespace, workloads, claims } = given;
  if (resource === 'pods' || resource === 'count/pods')
    return counting(workloads.reduce((sum, { replicas }) => sum + replicas, 0));
  if (resource === 'persistentvolumeclaims') return counting(claims.reduce((sum, { times }) => sum + times, 0));
  if (resource === 'requests.storage')
    return counting(claims.reduce((sum, { storage, times }) => sum + times * parseQuantity(storage), 0));
  const [, side, name] = /^(?:(requests|limits)\.)?(cpu|memory|[a-z0-9.-]+\/.+)$/.exec(resource) ?? [];
  if (name !== undefined && !resource.startsWith('count/'))
    return computeDemand({ side: side === 'limits' ? 'limits' : 'requests', name }, given);
  const plural = resource.startsWith('count/') ? resource.slice('count/'.length) : counted[resource];
  return counting(
    plan.objects.filter(
      ({ key, type }) =>
        key.namespace === namespace && plural === (type.group === '' ? type.plural : `${type.plural}.${type.group}`),
    ).length,
  );
}

function counting(amount: number): Demand {
  return { amount, undeclared: [] };
}

type Side = 'requests' | 'limits';

function computeDemand({ side, name }: { side: Side; name: string }, { workloads, ranges }: Given): Demand {
  const extended = name.includes('/');
  const undeclared: string[] = [];
  let amount = 0;
  for (const workload of workloads) {
    const asked = workload.template.spec.containers.map(
      (container) => resourceOf(container, side, name) ?? defaultOf(ranges, side, name),
    );
    if (!extended && asked.includes(undefined)) undeclared.push(workload.name);
    amount += workload.replicas * asked.reduce((sum, one) => sum + parseQuantity(one), 0);
  }
  return { amount, undeclared };
}

/** What a container declares; a limit without a request is the request too. */
export function resourceOf({ resources }: Container, side: Side, name: string): string | undefined {
  const value = resources?.[side]?.[name] ?? (side === 'requests' ? resources?.limits?.[name] : undefined);
  return value === undefined ? undefined : String(value);
}

function defaultOf(ranges: readonly LimitRange[], side: Side, name: string): string | undefined {
  const items = ranges.flatMap(({ spec }) => spec?.limits ?? []).filter(({ type }) => type === 'Container');
  const found = items.map((item) =>
    side === 'limits' ? item.default?.[name] : (item.defaultRequest?.[name] ?? item.default?.[name]),
  );
  return found.find((one) => one !== undefined);
}
