import { containersOf } from '../../kubeflow/plan/requirements/pod-template.ts';
import { knowledgeOf } from '../../kubeflow/releases/knowledge-of.ts';
import type { Plan } from '../../kubeflow/plan/plan.ts';
import { failed, passed, unknown, warning, type Check, type CheckContext, type Finding } from '../check.ts';
import { takesWork } from '../usable-nodes.ts';
import { workloadsOf } from '../planned.ts';

export const imagePlatformsCheck: Check = {
  id: 'image-platforms',
  title: 'Platforms of the images',
  severity: 'warns',
  why: 'Several Kubeflow images exist for amd64 only.',
  todo: 'Add amd64 nodes, or leave out the components named.',
  look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
    const nodes = (await facts.nodes()).filter(takesWork);
    if (nodes.length === 0)
      return unknown(
        'No node accepts pods, so the CPU architecture is unknown.',
        'Run the check again when a node is ready.',
      );
    const other = nodes.filter((node) => node.status?.nodeInfo?.architecture !== 'amd64');
    if (other.length === 0) return passed('All nodes that accept pods are amd64.');
    const names = `${other
      .slice(0, 5)
      .map((node) => `${node.metadata.name} (${node.status?.nodeInfo?.architecture ?? 'unknown'})`)
      .join(', ')}${other.length > 5 ? ` and ${other.length - 5} more` : ''}`;
    const bound = boundToAmd64(plan);
    if (other.length < nodes.length)
      return warning(
        `Not amd64: ${names}.${bound === '' ? '' : ` Made for amd64 only: ${bound}.`}`,
        'Pods of images made for amd64 only fail there. Cordon these nodes.',
      );
    if (bound === '')
      return warning(
        `No node that takes work is amd64: ${names}. Whether the images of this selection exist for these processors is not known.`,
        'Check the images in their registries first, or add amd64 nodes.',
      );
    return failed(
      `No node that takes work is amd64: ${names}. Made for amd64 only: ${bound}.`,
      'Add amd64 nodes, or leave out these components.',
      'spec.kubeflow.components',
    );
  },
};

/** Components with their images: `Pipelines (ghcr.io/kubeflow/kfp-api-server:2.15.0)`. */
function boundToAmd64(plan: Plan): string {
  const { amd64Only } = knowledgeOf(plan.release);
  const found = workloadsOf(plan).flatMap(({ planned, template }) =>
    containersOf(template).flatMap(({ image = '' }) =>
      amd64Only.some((name) => name.test(image)) ? [{ component: planned.component, image }] : [],
    ),
  );
  const title = (name: string): string => plan.components.find((component) => component.name === name)?.title ?? name;
  return [...Map.groupBy(found, ({ component }) => component)]
    .map(([component, images]) => `${title(component)} (${sayImages([...new Set(images.map(({ image }) => image))])})`)
    .join(', ');
}

function sayImages(images: readonly string[]): string {
  return `${images.slice(0, 3).join(', ')}${images.length > 3 ? ` and ${images.length - 3} more` : ''}`;
}
