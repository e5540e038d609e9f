/** Words of the fields, which load with them and not with the first page. */
export const existingWords = {
  cluster: {
    title: 'Existing cluster',
    lead: 'MLAnywhere creates no machines. It installs Kubeflow and leaves everything else unchanged.',
    context: 'Kubeconfig context',
    current: 'The current context',
    asking: 'Asking the cluster what kind it is',
    kind: (title: string, detail: string | undefined) =>
      `Kind of cluster: ${title}${detail === undefined ? '' : ` (${detail})`}.`,
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
