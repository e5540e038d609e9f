import type { Node } from '../../cluster-facts.ts';
import { passed, warning, type Check, type CheckContext, type Finding } from '../../check.ts';
import { parseQuantity } from '../../../kubernetes/objects/quantity.ts';

/** Extended resources of accelerators, by their vendors' domains. */
const accelerator =
  /^(nvidia\.com\/(gpu|mig-)|amd\.com\/gpu|gpu\.intel\.com\/|habana\.ai\/|google\.com\/tpu|aws\.amazon\.com\/neuron)/;
/** Labels of clouds and of node feature discovery on machines with an accelerator. */
const marks = [
  'nvidia.com/gpu.present',
  'cloud.google.com/gke-accelerator',
  'k8s.amazonaws.com/accelerator',
  'feature.node.kubernetes.io/pci-10de.present',
  'feature.node.kubernetes.io/pci-1002.present',
];
/** What the form for new notebooks offers by itself. */
const offered: ReadonlySet<string> = new Set(['nvidia.com/gpu', 'amd.com/gpu']);

export const acceleratorCheck: Check = {
  id: 'accelerators',
  title: 'GPUs and other accelerators',
  severity: 'informs',
  why: 'Notebooks and training jobs get only the accelerators that a device plugin announces.',
  todo: 'Install the device plugin or operator of the vendor.',
  look: async ({ facts }: CheckContext): Promise<Finding> => {
    const nodes = await facts.nodes();
    const sums = new Map<string, number>();
    for (const { status } of nodes)
      for (const [resource, amount] of Object.entries(status?.allocatable ?? {}))
        if (accelerator.test(resource)) sums.set(resource, (sums.get(resource) ?? 0) + parseQuantity(amount));
    const there = [...sums].filter(([, amount]) => amount > 0);
    const silent = nodes.filter((node) => isMarked(node) && !announces(node));
    if (silent.length > 0)
      return warning(
        `Nodes with an accelerator that none of their programs announces: ${silent
          .slice(0, 5)
          .map(({ metadata }) => metadata.name)
          .join(', ')}${silent.length > 5 ? ` and ${silent.length - 5} more` : ''}.`,
        'Install the device plugin or GPU operator of the vendor on these nodes.',
      );
    if (there.length === 0) return passed('The cluster has no accelerator. Kubeflow does not need one.');
    const evidence = `The nodes have ${there.map(([resource, amount]) => `${amount} ${resource}`).join(', ')}.`;
    const strange = there.filter(([resource]) => !offered.has(resource)).map(([resource]) => resource);
    return strange.length === 0
      ? passed(evidence)
      : warning(
          `${evidence} The form for new notebooks does not offer ${strange.join(', ')}.`,
          'Add these resources to the vendors in the configuration of the Jupyter web app after the installation.',
        );
  },
};

function isMarked({ metadata }: Node): boolean {
  return marks.some((mark) => metadata.labels?.[mark] !== undefined && metadata.labels[mark] !== 'false');
}

function announces({ status }: Node): boolean {
  return Object.entries(status?.allocatable ?? {}).some(
    ([resource, amount]) => accelerator.test(resource) && parseQuantity(amount) > 0,
  );
}
