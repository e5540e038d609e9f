import type { PlatformPage } from '../platform-page.ts';

/** What the stages say about this platform. */
export const existingTeaching: PlatformPage['teaching'] = {
  connect: {
    happens:
      'MLAnywhere reads the kubeconfig, tests the connection layer by layer and keeps the credentials encrypted. It changes nothing in the cluster.',
    byHand: [
      'find the context of the cluster in your kubeconfig',
      'run kubectl auth can-i for each right that the installation needs',
      'pass the kubeconfig to every command',
    ],
  },
  cluster: {
    happens:
      'MLAnywhere installs Kubeflow on the nodes that the cluster has. Here you choose the kubeconfig’s context.',
    byHand: [
      'add up the free CPU and memory of the nodes',
      'check that there is a default storage class',
      'find out who installed cert-manager or Istio there',
    ],
  },
};
