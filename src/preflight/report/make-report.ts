import type { CheckResult, PreflightReport } from '../../api/contract.ts';
import type { Plan } from '../../kubeflow/plan/plan.ts';
import { webhooksOf } from '../../kubeflow/plan/requirements/webhook.ts';
import { bodyOf } from '../planned.ts';
import { clusterRoleOf } from './cluster-role.ts';
import { removalRoleOf } from './removal-rights.ts';
import { neededRights } from './needed-rights.ts';

/** What an installation of the plan does to a cluster, and what preflight found there. */
export function makeReport({
  plan,
  ...given
}: Pick<PreflightReport, 'madeAt' | 'installation' | 'cluster'> & {
  readonly plan: Plan;
  readonly checks: CheckResult[];
}): PreflightReport {
  const { release, totals, components, objects } = plan;
  const rights = neededRights(plan);
  const wide = objects.filter(({ type, key }) => !type.namespaced && key.kind !== 'Namespace');
  const made = new Set(objects.flatMap(({ key }) => (key.kind === 'Namespace' ? key.name : [])));
  const byNamespace = Map.groupBy(
    objects.filter(({ key }) => key.namespace !== undefined),
    ({ key }) => key.namespace ?? '',
  );
  return {
    ...given,
    release: { name: release.name, version: release.version, digest: release.digest },
    totals: {
      objects: totals.objects,
      workloads: totals.workloads,
      pods: totals.pods,
      cpuMillicores: totals.requests.cpuMillicores,
      memoryMiB: totals.requests.memoryMiB,
      gibibytes: totals.claims.gibibytes,
    },
    components: components.map(({ name, title, objects: count, workloads }) => ({
      name,
      title,
      objects: count,
      workloads,
    })),
    clusterWide: [...Map.groupBy(wide, ({ key }) => key.kind)]
      .map(([kind, same]) => ({ kind, names: same.map(({ key }) => key.name).toSorted() }))
      .toSorted((one, other) => one.kind.localeCompare(other.kind)),
    namespaces: [...new Set([...made, ...byNamespace.keys()])].toSorted().map((name) => ({
      name,
      made: made.has(name),
      kinds: [...Map.groupBy(byNamespace.get(name) ?? [], ({ key }) => key.kind)]
        .map(([kind, same]) => ({ kind, count: same.length }))
        .toSorted((one, other) => one.kind.localeCompare(other.kind)),
    })),
    webhooks: objects
      .filter(({ key }) => key.kind.endsWith('WebhookConfiguration'))
      .flatMap((planned) =>
        webhooksOf(bodyOf(planned)).map(({ name, service, failClosed, rules }) => ({
          name,
          configuration: `${planned.key.kind} ${planned.key.name}`,
          service: `${service.namespace}/${service.name}`,
          failClosed,
          asks: [...new Set(rules.flatMap(({ resources }) => resources))].join(', '),
        })),
      ),
    rights,
    clusterRole: `${clusterRoleOf(rights)}${removalRoleOf(plan)}`,
  };
}
