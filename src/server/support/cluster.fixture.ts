import type { KubernetesClient } from '../../kubernetes/client.ts';

/** A cluster with a pod that fails. Its messages repeat secrets that are known; its specs hold others that nobody knows. */
export function fakeClient({ repeated, unknown }: { repeated: string; unknown: string }): KubernetesClient {
  const metadata = {
    name: 'pod-1',
    namespace: 'kubeflow',
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': unknown },
  };
  const lists: Readonly<Record<string, readonly unknown[]>> = {
    nodes: [{ metadata: { ...metadata, name: 'node-1' }, status: { nodeInfo: { kubeletVersion: 'v1.36.3' } } }],
    pods: [
      {
        metadata,
        spec: { containers: [{ name: 'main', env: [{ name: 'PASSWORD', value: unknown }], args: [unknown] }] },
        status: {
          phase: 'Running',
          containerStatuses: [
            {
              name: 'main',
              image: 'example.com/main:1',
              ready: false,
              restartCount: 3,
              state: { waiting: { reason: 'CrashLoopBackOff', message: `failed with ${repeated}` } },
            },
          ],
        },
      },
    ],
    events: [
      {
        metadata,
        type: 'Warning',
        reason: 'BackOff',
        message: `Back-off ${repeated}`,
        lastTimestamp: '2026-01-01T00:00:00Z',
        involvedObject: { kind: 'Pod', namespace: 'kubeflow', name: 'pod-1' },
      },
    ],
  };
  return {
    version: () => Promise.resolve({ gitVersion: 'v1.36.3', major: '1', minor: '36', platform: 'linux/amd64' }),
    list: ({ plural }: { plural: string }) => Promise.resolve(lists[plural] ?? []),
    close: () => Promise.resolve(),
  } as unknown as KubernetesClient;
}
