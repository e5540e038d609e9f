import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { probeProgram } from './probe-program.ts';

/** Marks the namespace of each probe: what a crash left is found by it. */
export const proxyProbeLabel = 'mlanywhere.dev/proxy-probe';

/** Seconds after which Kubernetes ends the pod, whatever becomes of MLAnywhere. */
const podMayLive = 180;

/** What a pod tries to reach, and which way the installation wants it to go. */
export interface ProbeTarget {
  readonly id: 'outside' | 'service' | 'api-server';
  /** `https://host`, `http://host` or `tcp://host:port`. */
  readonly address: string;
  readonly wanted: 'proxy' | 'direct';
}

export interface ProbeWish {
  /** With `python3` in it. */
  readonly image: string;
  /** As pods of Kubeflow get them: Kubernetes fills in `$(NAME)`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly targets: readonly ProbeTarget[];
}

/** The namespace of a probe: takes only pods without any rights. */
export function probeNamespace(name: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        [proxyProbeLabel]: 'true',
        'pod-security.kubernetes.io/enforce': 'restricted',
        'istio-injection': 'disabled',
      },
    },
  };
}

/** The pod of a probe. It has no token, no rights and an end. */
export function probePod(namespace: string, { image, variables, targets }: ProbeWish): KubernetesObject {
  const env = { ...variables, MLA_TARGETS: escaped(JSON.stringify(targets)) };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'proxy', namespace, labels: { [proxyProbeLabel]: 'true' } },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      activeDeadlineSeconds: podMayLive,
      terminationGracePeriodSeconds: 0,
      volumes: [{ name: 'authority', configMap: { name: 'kube-root-ca.crt', optional: true } }],
      containers: [
        {
          name: 'probe',
          image,
          command: ['python3', '-c', probeProgram],
          env: Object.entries(env).map(([name, value]) => ({ name, value })),
          volumeMounts: [{ name: 'authority', mountPath: '/var/run/mla', readOnly: true }],
          resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '500m', memory: '128Mi' } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            runAsNonRoot: true,
            runAsUser: 1000,
            runAsGroup: 1000,
            capabilities: { drop: ['ALL'] },
            seccompProfile: { type: 'RuntimeDefault' },
          },
        },
      ],
    },
  };
}

/** Kubernetes replaces `$(NAME)` in values; `$$` is a dollar. */
function escaped(value: string): string {
  return value.replaceAll('$', () => '$$');
}
