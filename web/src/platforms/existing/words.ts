import type { PlatformPage } from '../platform-page.ts';

export const existingWords = {
  cluster: {
    title: 'Existing cluster',
    lead: 'MLAnywhere creates no machines. It installs Kubeflow and leaves everything else unchanged.',
    context: 'Kubeconfig context',
    current: 'The current context',
  },
  connection: {
    kubeconfig: 'Kubeconfig',
    kubeconfigHint: 'Uploads with login programs (exec) or references to files are refused.',
    kubeconfigDrop: 'Drop your kubeconfig here, paste it, or choose a file',
    kubeconfigFile: 'Choose a kubeconfig file',
    program: 'Does your kubeconfig use an exec credential plugin (EKS, GKE, AKS) or other files?',
    programScript:
      'Run this script where kubectl works. It creates a service account with administrator rights and prints a kubeconfig with its token, valid for 8 hours.',
    programScriptTitle: 'Script',
    programCommand: 'Or, on the machine of the server, name your file:',
    kubeconfigCommand: 'mla connection add existing NAME --kubeconfig FILE',
    context: 'Context',
    currentContext: (name: string | undefined) =>
      name === undefined ? 'Current context' : `Current context (${name})`,
  },
} as const;

/** What the stages say about this platform. */
export const existingTeaching: PlatformPage['teaching'] = {
  connect: {
    happens:
      'MLAnywhere reads the kubeconfig, tests the connection layer by layer and keeps the credentials encrypted. It changes nothing in the cluster.',
    byHand: [
      'find the context of the cluster in your kubeconfig',
      'run kubectl auth can-i to see whether you are an administrator',
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
