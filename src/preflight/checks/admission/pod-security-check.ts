import { sayCount } from '../../../api/say-count.ts';
import { toMlaError } from '../../../errors/error.ts';
import { podTemplateOf } from '../../../kubeflow/plan/requirements/pod-template.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { failed, passed, type Check, type CheckContext, type Finding } from '../../check.ts';
import { bodyOf, workloadsOf, type PlannedWorkload } from '../../planned.ts';

const enforceLabel = 'pod-security.kubernetes.io/enforce';

/** The label of a namespace tells of agents on the host at once; for all other pods the API server is asked. */
export const podSecurityCheck: Check = {
  id: 'pod-security',
  title: 'Pod security of the namespaces',
  severity: 'blocks',
  why: 'A namespace with strict pod security, or a strict default of the cluster, rejects the pods that need more.',
  todo: 'Ask the owner of the cluster to allow these pods in the namespace.',
  look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
    const live = new Map((await facts.namespaces()).map((one) => [one.metadata.name, one]));
    const workloads = workloadsOf(plan);
    const agents = workloads.filter(
      ({ namespace, planned }) => namespace === 'kube-system' && planned.key.kind === 'DaemonSet',
    );
    const level = live.get('kube-system')?.metadata.labels?.[enforceLabel];
    if (agents.length > 0 && level !== undefined && level !== 'privileged')
      return failed(
        `kube-system enforces pod security ${level}; ${agents.map(({ planned }) => planned.key.name).join(', ')} needs privileged.`,
        `Ask the cluster’s owner to label kube-system ${enforceLabel}=privileged.`,
      );
    const here = workloads.filter(({ namespace }) => live.has(namespace));
    const refused = (
      await Promise.all(
        here.map(async (workload) => {
          const error = await facts.tryPod(podOf(workload)).then(() => undefined, toMlaError);
          // Without the right to ask, nobody knows.
          if (error?.key === 'kubernetes.forbidden') throw error;
          // Other refusals have checks of their own.
          return error?.key === 'kubernetes.podSecurity' ? { workload, error } : [];
        }),
      )
    ).flat();
    const [first] = refused;
    const later = workloads.length - here.length;
    const left = later === 0 ? '' : ` Not checked: ${sayCount(later, 'workload')}, whose namespaces do not exist yet.`;
    if (here.length === 0)
      return passed('No namespace of this plan exists yet, and the plan decides on their pod security.');
    if (first === undefined) return passed(`The pods of ${sayCount(here.length, 'workload')} are admitted.${left}`);
    const names = [...new Set(refused.map(({ workload }) => workload.name))];
    return failed(
      `Pod security rejects the pods of ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}: ${String(first.error.details['reason'] ?? first.error.message)}.${left}`,
      `Ask the cluster’s owner to label the namespaces ${[...new Set(refused.map(({ workload }) => workload.namespace))].join(', ')} with ${enforceLabel}=privileged.`,
    );
  },
};

/** A pod as the workload makes it, with the account that each namespace has: pod security does not look at it. */
function podOf({ planned, namespace, template }: PlannedWorkload): KubernetesObject {
  const { serviceAccountName: _, ...spec } = (podTemplateOf(bodyOf(planned)) ?? template).spec;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'mlanywhere-pod-check', namespace, labels: { ...template.labels } },
    spec: { ...spec, serviceAccount: undefined, automountServiceAccountToken: false, restartPolicy: 'Always' },
  };
}
