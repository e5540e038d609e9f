import type { KubernetesMinor } from '../../laptop/definition/fields.ts';

/** A release of k3s for each Kubernetes version. Source: https://github.com/k3s-io/k3s/releases */
export const k3sImages: Readonly<Record<KubernetesMinor, string>> = {
  '1.36': 'rancher/k3s:v1.36.1-k3s1',
  '1.35': 'rancher/k3s:v1.35.6-k3s1',
  '1.34': 'rancher/k3s:v1.34.9-k3s1',
};
