import { keyOf, type KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { failed, passed, type Check, type CheckContext, type Finding } from '../../check.ts';
import { namespacesOf } from '../../planned.ts';

/** Old admission webhooks read a pod with a library that does not know native sidecars, and write it back without what they do not know. */
export const sidecarCheck: Check = {
  id: 'sidecar-round-trip',
  title: 'Native sidecars of pods',
  severity: 'warns',
  why: 'A webhook that loses the mark of a native sidecar makes each pod of the mesh wait forever for a container that never ends.',
  todo: 'Update the software behind the mutating webhooks that the finding names.',
  look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
    const live = new Set((await facts.namespaces()).map(({ metadata }) => metadata.name));
    const namespace = [...namespacesOf(plan)].find((name) => live.has(name) && name !== 'kube-system') ?? 'default';
    const back = await facts.tryPod(podWithSidecar(namespace));
    const { initContainers = [] } = (back['spec'] ?? {}) as {
      initContainers?: { name: string; restartPolicy?: string }[];
    };
    if (initContainers.find(({ name }) => name === 'sidecar')?.restartPolicy === 'Always')
      return passed(`A pod with a native sidecar comes back whole from the webhooks of ${namespace}.`);
    const mutating = (await facts.webhookConfigurations()).filter(({ kind }) => kind.startsWith('Mutating'));
    return failed(
      `A pod with a native sidecar comes back from the API server without restartPolicy: Always. Mutating webhooks: ${mutating.map((one) => keyOf(one).name).join(', ')}.`,
      'Update the software behind these webhooks: one of them does not know native sidecars (Kubernetes 1.29).',
    );
  },
};

/** Fits the strictest pod security. */
function podWithSidecar(namespace: string): KubernetesObject {
  const container = {
    image: 'registry.k8s.io/pause:3.10',
    resources: { requests: { cpu: '1m', memory: '8Mi' }, limits: { cpu: '1m', memory: '8Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      runAsNonRoot: true,
      runAsUser: 65534,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'mlanywhere-sidecar-check', namespace },
    spec: {
      automountServiceAccountToken: false,
      initContainers: [{ ...container, name: 'sidecar', restartPolicy: 'Always' }],
      containers: [{ ...container, name: 'main' }],
    },
  };
}
