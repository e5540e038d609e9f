import type { PlatformPage } from '../platform-page.ts';

export const existingWords = {
  cluster: {
    title: 'A cluster that is there',
    lead: 'Nothing is made. MLAnywhere installs Kubeflow on it and leaves the rest as it is.',
    context: 'Context of the kubeconfig',
    current: 'Its current context',
  },
  connection: {
    kubeconfig: 'Kubeconfig',
    kubeconfigHint: 'Programs named in it (exec) and references to files are refused here.',
    kubeconfigDrop: 'Drop your kubeconfig here, paste it, or choose a file',
    kubeconfigFile: 'Choose a kubeconfig file',
    kubeconfigProgram:
      'A kubeconfig that runs a login program or reads other files (EKS, GKE, AKS) is saved in a terminal on the machine of this server:',
    kubeconfigCommand: 'mla connection add existing NAME --kubeconfig FILE',
    context: 'Context',
    currentContext: (name: string | undefined) =>
      name === undefined ? 'Its current context' : `Its current context (${name})`,
  },
} as const;

/** The stages as they are here. */
export const existingTeaching: PlatformPage['teaching'] = {
  connect: {
    happens:
      'MLAnywhere reads the kubeconfig, shows you every layer of the connection, and keeps the credentials encrypted. Nothing is changed in the cluster.',
    byHand: [
      'find the context of the cluster in your kubeconfig',
      'run kubectl auth can-i to see whether you are an administrator',
      'keep the kubeconfig at hand for every command',
    ],
  },
  cluster: {
    happens:
      'No machine is made: Kubeflow is installed on the nodes that the cluster has. Here you choose the context of the kubeconfig.',
    byHand: [
      'count the free CPUs and the free memory of the nodes',
      'look whether there is a default storage class',
      'see who else installed cert-manager or Istio there',
    ],
  },
};
