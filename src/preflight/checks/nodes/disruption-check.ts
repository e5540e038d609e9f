import { selects, type LabelSelector } from '../../../kubeflow/plan/requirements/label-selector.ts';
import type { Node } from '../../cluster-facts.ts';
import { passed, warning, type Check, type CheckContext, type Finding } from '../../check.ts';
import { bodyOf, workloadsOf } from '../../planned.ts';
import { takesWork } from '../../usable-nodes.ts';

/** How clouds and autoscalers label machines that they take back at short notice. */
const spotLabels: readonly (readonly [label: string, value: RegExp])[] = [
  ['cloud.google.com/gke-spot', /^true$/],
  ['cloud.google.com/gke-preemptible', /^true$/],
  ['eks.amazonaws.com/capacityType', /^SPOT$/],
  ['karpenter.sh/capacity-type', /^spot$/],
  ['kubernetes.azure.com/scalesetpriority', /^spot$/],
];

interface Budget {
  readonly minAvailable?: number | string;
  readonly maxUnavailable?: number | string;
  readonly selector?: LabelSelector;
}

export const disruptionCheck: Check = {
  id: 'disruption',
  title: 'Upgrades and loss of nodes',
  severity: 'informs',
  why: 'A PodDisruptionBudget that allows no disruption blocks each upgrade of a node. Nodes that the cloud takes back stop the databases.',
  todo: 'Give the databases nodes that stay, and raise the replicas of what has a budget.',
  look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
    const workloads = workloadsOf(plan);
    const stiff = plan.objects.flatMap((planned) => {
      if (planned.key.kind !== 'PodDisruptionBudget') return [];
      const { minAvailable, maxUnavailable, selector } = (bodyOf(planned)['spec'] ?? {}) as Budget;
      const replicas = workloads
        .filter(({ namespace, template }) => namespace === planned.key.namespace && selects(selector, template.labels))
        .reduce((sum, one) => sum + one.replicas, 0);
      const blocks =
        maxUnavailable === 0 ||
        maxUnavailable === '0%' ||
        minAvailable === '100%' ||
        (typeof minAvailable === 'number' && minAvailable > 0 && minAvailable >= replicas);
      return blocks && replicas > 0 ? [`${planned.key.namespace ?? ''}/${planned.key.name}`] : [];
    });
    const nodes = (await facts.nodes()).filter(takesWork);
    const spot = nodes.filter(isSpot);
    const evidence = [
      ...(stiff.length === 0
        ? []
        : [`PodDisruptionBudgets of this plan that allow no disruption: ${stiff.join(', ')}.`]),
      ...(spot.length === 0
        ? []
        : [`${spot.length} of ${nodes.length} nodes can be taken back by the cloud at any time.`]),
    ];
    const isRisky = stiff.length > 0 || (spot.length > 0 && spot.length === nodes.length);
    if (!isRisky)
      return passed(
        evidence.length === 0
          ? 'No budget of this plan blocks the upgrade of a node, and no node is a spot machine.'
          : evidence.join(' '),
      );
    return warning(
      evidence.join(' '),
      stiff.length > 0
        ? 'Before you upgrade nodes, raise the replicas of these workloads or delete the budgets.'
        : 'Add nodes that stay for the databases.',
    );
  },
};

function isSpot({ metadata }: Node): boolean {
  return spotLabels.some(([label, value]) => value.test(metadata.labels?.[label] ?? ''));
}
