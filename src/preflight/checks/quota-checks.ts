import { sayCount } from '../../api/say-count.ts';
import { parseQuantity } from '../../kubernetes/objects/quantity.ts';
import { failed, passed, sayCommands, type Check, type CheckContext, type Finding } from '../check.ts';
import type { LimitRange, ResourceQuota } from '../cluster-facts.ts';
import { demandOn, resourceOf } from '../namespace-demand.ts';
import { claimsOf, workloadsOf, type PlannedClaim, type PlannedWorkload } from '../planned.ts';
import { installationLabel } from '../../kubeflow/plan/marks.ts';

/** Questions about the limits that namespaces of the plan have already. */
export const quotaChecks: readonly Check[] = [
  {
    id: 'quotas',
    title: 'Quotas and limits of the namespaces',
    severity: 'blocks',
    why: 'A quota or LimitRange of a namespace rejects pods and claims that do not fit, or that declare no resources.',
    todo: 'Raise the quota or limit, or set default values with a LimitRange.',
    look: async ({ facts, plan, installation }: CheckContext): Promise<Finding> => {
      const [quotas, ranges, namespaces] = await Promise.all([facts.quotas(), facts.limitRanges(), facts.namespaces()]);
      const own = new Set(
        namespaces
          .filter(({ metadata }) => metadata.labels?.[installationLabel] === installation.metadata.name)
          .map(({ metadata }) => metadata.name),
      );
      const planned = new Set(
        plan.objects.flatMap(({ key }) => (key.kind === 'Namespace' ? [key.name] : (key.namespace ?? []))),
      );
      const workloads = workloadsOf(plan);
      const claims = claimsOf(plan);
      const troubles: Trouble[] = [];
      let scoped = 0;
      for (const name of planned) {
        const here = {
          workloads: workloads.filter((one) => one.namespace === name),
          ranges: ranges.filter(({ metadata }) => metadata.namespace === name),
          claims: claims.filter((one) => one.namespace === name),
        };
        for (const quota of quotas.filter(({ metadata }) => metadata.namespace === name)) {
          if ((quota.spec?.scopes?.length ?? 0) > 0 || quota.spec?.scopeSelector !== undefined) scoped += 1;
          else troubles.push(...quotaTroubles(quota, { plan, namespace: name, ours: own.has(name), ...here }));
        }
        for (const range of here.ranges) troubles.push(...rangeTroubles(range, here));
      }
      const unjudged = scoped === 0 ? '' : ` ${sayCount(scoped, 'quota')} with a scope could not be judged.`;
      if (troubles.length === 0)
        return passed(`The namespaces of this plan have no quota or limit that it does not fit.${unjudged}`);
      return failed(
        `${troubles.map(({ why }) => why).join('. ')}.${unjudged}`,
        [...new Set(troubles.map(({ fix }) => fix))].join(' '),
      );
    },
  },
];

interface Trouble {
  readonly why: string;
  readonly fix: string;
}

interface Here {
  readonly workloads: readonly PlannedWorkload[];
  readonly ranges: readonly LimitRange[];
  readonly claims: readonly PlannedClaim[];
}

function quotaTroubles(
  quota: ResourceQuota,
  given: Here & { plan: CheckContext['plan']; namespace: string; ours: boolean },
): Trouble[] {
  const { metadata, spec, status } = quota;
  const place = `The quota ${metadata.name} of ${given.namespace}`;
  const edit = sayCommands([`kubectl edit resourcequota ${metadata.name} -n ${given.namespace}`]);
  const demands = Object.entries(spec?.hard ?? {}).map(([resource, hard]) => ({
    resource,
    hard,
    demand: demandOn(resource, given),
  }));
  const wanted = demands.filter(({ demand }) => demand.undeclared.length > 0);
  const silent = new Set(wanted.flatMap(({ demand }) => demand.undeclared));
  const declared: Trouble[] =
    silent.size === 0
      ? []
      : [
          {
            why: `${place} requires ${wanted.map(({ resource }) => resource).join(' and ')}, and ${sayCount(silent.size, 'workload')} ${silent.size === 1 ? 'does' : 'do'} not declare that: ${[...silent].slice(0, 5).join(', ')}${silent.size > 5 ? ` and ${silent.size - 5} more` : ''}`,
            fix: `Set default values in the namespace with a LimitRange, or remove these resources from the quota: ${edit}`,
          },
        ];
  // What an earlier try of the same installation has there is part of what is used.
  const room = (resource: string, hard: string): number =>
    parseQuantity(hard) - (given.ours ? 0 : parseQuantity(status?.used?.[resource]));
  const full = demands
    .filter(({ resource, hard, demand }) => demand.amount > room(resource, hard) + 1e-9)
    .map(({ resource, hard, demand }) => ({
      why: `${place}: ${resource} needs ${inWords(resource, demand.amount)} and has room for ${inWords(resource, Math.max(0, room(resource, hard)))}`,
      fix: `Raise the quota: ${edit}`,
    }));
  return [...declared, ...full];
}

function rangeTroubles({ metadata, spec }: LimitRange, { workloads, claims }: Here): Trouble[] {
  const place = `The LimitRange ${metadata.name} of ${metadata.namespace ?? ''}`;
  const fix = `Change the limit: ${sayCommands([`kubectl edit limitrange ${metadata.name} -n ${metadata.namespace ?? ''}`])}`;
  return (spec?.limits ?? []).flatMap(({ type, max = {}, min = {} }): Trouble[] => {
    const asked =
      type === 'PersistentVolumeClaim'
        ? claims.map(({ name, storage }) => ({ who: name, resource: 'storage', most: storage, least: storage }))
        : type === 'Container'
          ? workloads.flatMap(containersAsk)
          : [];
    return asked.flatMap(({ who, resource, most, least }) => {
      const [upper, lower] = [max[resource], min[resource]];
      if (upper !== undefined && most !== undefined && parseQuantity(most) > parseQuantity(upper))
        return [{ why: `${place}: ${who} asks for ${most} of ${resource}, at most ${upper} is allowed`, fix }];
      if (lower !== undefined && least !== undefined && parseQuantity(least) < parseQuantity(lower))
        return [{ why: `${place}: ${who} asks for ${least} of ${resource}, at least ${lower} is needed`, fix }];
      return [];
    });
  });
}

/** What each container asks for at most and at least. */
function containersAsk({
  name,
  template,
}: PlannedWorkload): { who: string; resource: string; most: string | undefined; least: string | undefined }[] {
  return template.spec.containers.flatMap((container) =>
    ['cpu', 'memory'].map((resource) => {
      const request = resourceOf(container, 'requests', resource);
      return {
        who: `container ${container.name} of ${name}`,
        resource,
        most: resourceOf(container, 'limits', resource) ?? request,
        least: request,
      };
    }),
  );
}

function inWords(resource: string, amount: number): string {
  if (!/memory|storage/.test(resource) || resource === 'persistentvolumeclaims')
    return String(Math.round(amount * 1000) / 1000);
  return `${Math.round((amount / 2 ** 30) * 100) / 100} GiB`;
}
