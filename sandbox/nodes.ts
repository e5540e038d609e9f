import type { KubernetesObject } from '../src/kubernetes/objects/object.ts';
import { internalAddress } from './pods/addresses.ts';

/** A group of equal nodes. */
export interface NodeSpec {
  readonly role: 'control-plane' | 'worker';
  readonly count: number;
  readonly vcpus: number;
  readonly memoryGiB: number;
  /** Shown as the extended resource nvidia.com/gpu. */
  readonly gpu?: { readonly type: string; readonly count: number };
  /** Names are `<prefix>-<n>` from 1; the role when absent. */
  readonly namePrefix?: string;
  /** Names one by one, as many as `count`, where another system gave them. */
  readonly names?: readonly string[];
}

/** The documented minimum for Kubeflow: three workers of 2 vCPU and 16 GiB, and one control-plane node. */
export const defaultNodes: readonly NodeSpec[] = [
  { role: 'control-plane', count: 1, vcpus: 2, memoryGiB: 8 },
  { role: 'worker', count: 3, vcpus: 2, memoryGiB: 16 },
];

const conditions = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
] as const;

/** Node objects as a kubelet would register them: Ready, with addresses and what can be allocated. */
export function nodeObjects(specs: readonly NodeSpec[], kubernetesVersion: string): KubernetesObject[] {
  const names = specs.flatMap((spec) =>
    Array.from(
      { length: spec.count },
      (_, i) => [spec, spec.names?.[i] ?? `${spec.namePrefix ?? spec.role}-${i + 1}`] as const,
    ),
  );
  return names.map(([spec, name], i) => nodeObject({ spec, name, index: i + 1, kubernetesVersion }));
}

function nodeObject(of: { spec: NodeSpec; name: string; index: number; kubernetesVersion: string }): KubernetesObject {
  const { spec, name, index } = of;
  const now = new Date().toISOString();
  const resources = {
    cpu: String(spec.vcpus),
    memory: `${spec.memoryGiB}Gi`,
    pods: '250',
    'ephemeral-storage': '100Gi',
    ...(spec.gpu === undefined ? {} : { 'nvidia.com/gpu': String(spec.gpu.count) }),
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        [`node-role.kubernetes.io/${spec.role}`]: '',
        ...(spec.gpu === undefined
          ? {}
          : { 'nvidia.com/gpu.product': spec.gpu.type.replaceAll(/[^A-Za-z0-9._-]+/g, '-') }),
      },
      annotations: { 'sandbox.mlanywhere.dev/simulated': 'kwok', [internalAddress]: `10.10.0.${index}` },
    },
    spec:
      spec.role === 'control-plane'
        ? { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] }
        : {},
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: conditions.map(([type, status, reason, message]) => ({
        type,
        status,
        reason,
        message,
        lastHeartbeatTime: now,
        lastTransitionTime: now,
      })),
      addresses: [
        { type: 'InternalIP', address: `10.10.0.${index}` },
        // TEST-NET-3: an address that looks public and never answers.
        { type: 'ExternalIP', address: `203.0.113.${index}` },
        { type: 'Hostname', address: name },
      ],
      nodeInfo: {
        architecture: 'amd64',
        operatingSystem: 'linux',
        bootID: '',
        machineID: '',
        systemUUID: '',
        kernelVersion: 'simulated',
        osImage: 'simulated by kwok',
        containerRuntimeVersion: 'kwok://simulated',
        kubeletVersion: of.kubernetesVersion,
        kubeProxyVersion: of.kubernetesVersion,
      },
    },
  };
}
