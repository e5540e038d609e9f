import { sayCount } from '../../api/say-count.ts';
import { fitOf } from '../../installation/kubernetes-window.ts';
import type { Plan } from '../../kubeflow/plan/plan.ts';
import { imagePlatformsCheck } from './image-platforms-check.ts';
import { failed, passed, unknown, warning, type Check, type CheckContext, type Finding } from '../check.ts';
import { rightsCheck } from './rights-check.ts';
import { unavailable } from './definition-checks.ts';
import { describeIdleNodes } from '../idle-nodes.ts';
import { takesWork } from '../usable-nodes.ts';

/** Questions about the cluster itself: version, nodes, rights. */
export const clusterChecks: readonly Check[] = [
  {
    id: 'kubernetes-version',
    title: 'Kubernetes version',
    severity: 'blocks',
    why: 'A release uses parts of the API that older versions lack.',
    todo: 'Upgrade the cluster, or install on another cluster.',
    look: async ({ facts, plan: { release } }: CheckContext): Promise<Finding> =>
      judgeKubernetes(await facts.version(), release),
  },
  {
    id: 'nodes-ready',
    title: 'Nodes that accept pods',
    severity: 'warns',
    why: 'Pods need at least one node that is ready and not cordoned.',
    todo: 'Add workers, uncordon them, or fix the nodes that are not ready.',
    needsNodes: true,
    look: async ({ facts }: CheckContext): Promise<Finding> => {
      const nodes = await facts.nodes();
      const usable = nodes.filter(takesWork);
      if (usable.length === 0)
        return failed(
          `0 of ${sayCount(nodes.length, 'node')} ready for work. ${describeIdleNodes(nodes)}`.trimEnd(),
          'Run `kubectl get nodes`. Then add workers, uncordon them, or fix the nodes that are not ready.',
        );
      return passed(`${usable.length} of ${sayCount(nodes.length, 'node')} ready for work.`);
    },
  },
  imagePlatformsCheck,
  rightsCheck,
  {
    id: 'metrics',
    title: 'Metrics for autoscaling',
    severity: 'informs',
    why: 'Without metrics.k8s.io, the autoscalers of gateways and model serving do nothing.',
    todo: 'Install metrics-server if you want gateways to scale by load.',
    look: async ({ facts }: CheckContext): Promise<Finding> => {
      if ((await facts.servedGroups()).has('metrics.k8s.io')) return passed('metrics.k8s.io is served.');
      const down = (await facts.apiServices()).find(
        (one) => one.spec?.group === 'metrics.k8s.io' && unavailable(one) !== undefined,
      );
      if (down === undefined)
        return warning(
          'metrics.k8s.io is not served.',
          'Kubeflow works without it. To scale its gateways by load, install metrics-server.',
        );
      const { namespace = '', name = '' } = down.spec?.service ?? {};
      return warning(
        `metrics.k8s.io is installed and does not answer: ${unavailable(down) ?? ''}.`,
        `Kubeflow works without it. To scale its gateways by load, start the program behind the service ${namespace}/${name}.`,
      );
    },
  },
];

/** Whether a cluster of this version takes the release. */
function judgeKubernetes(version: string, { name, version: release, kubernetes: window }: Plan['release']): Finding {
  if (window === undefined)
    return unknown(
      `The cluster runs ${version}; MLAnywhere does not know which versions ${name} ${release} needs.`,
      'Check the release notes.',
    );
  // An API server writes its version with a v before it.
  switch (version.startsWith('v') ? fitOf(version, window) : 'unknown') {
    case 'unknown':
      return unknown(
        `The cluster reports the version ${version}, which is not a Kubernetes version.`,
        `Find out which Kubernetes it is (\`kubectl version\`). ${name} ${release} needs ${window.lowest} or newer.`,
      );
    case 'too-old':
      return failed(
        `The cluster runs ${version}; ${name} ${release} needs ${window.lowest} or newer.`,
        `Upgrade the cluster to Kubernetes ${window.lowest} or newer, or install on another one.`,
        'spec.kubeflow.release',
      );
    case 'newer':
      return warning(
        `The cluster runs ${version}, newer than ${window.highest}, the newest that ${name} ${release} was tried with.`,
        'Continue if this cluster is for testing.',
      );
    case 'fits':
      return passed(`The cluster runs ${version}.`);
  }
}
