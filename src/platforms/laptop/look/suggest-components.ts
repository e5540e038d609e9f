import type { MachineView } from '../../../api/contract.ts';

/** What all of Kubeflow uses while nobody works in it, as measured by its maintainers. Source: the README of Kubeflow's manifests. */
const everything = { memoryMiB: 12_341, cpus: 4.38 };

/** Kubernetes itself on one node: the programs of its control plane, the kubelet and the container runtime. Source: the requests of kubeadm's programs, and the memory that kubeadm refuses to start below. */
const kubernetes = { memoryMiB: 1700, cpus: 0.95 };

/** The choice of components that a machine has room for. */
export function suggestComponents({ memoryMiB, cpus }: NonNullable<MachineView['capacity']>): MachineView['suggested'] {
  const fits =
    memoryMiB >= everything.memoryMiB + kubernetes.memoryMiB && cpus >= Math.floor(everything.cpus + kubernetes.cpus);
  return fits ? 'all' : 'light';
}
