export const readyWords = {
  notYet: 'The cluster is not ready yet. This page updates as soon as the API server answers.',
  afterFailure: 'The run failed, but the API server answers. Use the kubeconfig to look inside.',
  /** In place of the stage's own title and lead until all is ready. */
  notReady: {
    live: { title: 'Not ready yet', lead: 'The run continues. You can use what exists so far.' },
    stopped: {
      title: 'Not ready',
      lead: 'The run stopped before everything was ready. You can use what exists so far.',
    },
  },
  removed: {
    title: 'Kubeflow is removed',
    lead: 'The cluster stays, with the data that you kept. Install Kubeflow again, or delete the installation.',
  },
  cause: 'See what stopped the run',
  withoutMla: 'Without mla on your machine',
  kubeconfig: {
    title: 'Kubeconfig',
    body: 'This file makes its owner an administrator of your cluster. Protect it like a password.',
    download: 'Download kubeconfig',
    add: 'Add it to your own kubeconfig. The command keeps a backup and asks before it switches to the new context',
    lesser:
      'Make one for a colleague that works in one namespace and for one day. Put the colleague’s namespace in place of NAMESPACE',
    merge: 'Add it to ~/.kube/config and switch to it. The command keeps your old file as config.before-mlanywhere',
    try: 'Check that the cluster answers',
  },
  dashboard: {
    title: 'Dashboard',
    body: 'The dashboard is not exposed on the network. You reach it from your machine through the cluster’s API.',
    openHere: 'Open the dashboard',
    blocked: 'Your browser blocked the new tab. Use this link within a minute; it works once:',
    command:
      'Run this in a terminal on your machine, and keep it running while you use the dashboard. It opens your browser:',
    signIn: (user: string) => `Sign in as ${user}. The password is below.`,
    first: 'Download the kubeconfig above and open a terminal in its folder.',
    forward: 'Forward a port. Keep the command running while you use the dashboard:',
    open: 'Open',
    honest: 'MLAnywhere has not logged in yet. mla verify does it as a user would, and says which part fails.',
    unknown: 'The run did not look up how to reach the dashboard.',
    simulated: 'This cluster is simulated. Nothing runs in its pods, so there is no dashboard to open.',
  },
  credentials: {
    title: 'First user',
    body: 'The password was generated for this cluster. Showing it is recorded in the log.',
    reveal: 'Show the password',
    hide: 'Hide',
    email: 'E-mail address',
    password: 'Password',
  },
  next: {
    title: 'What to do next',
    items: [
      'Sign in and create a notebook: Notebooks, New Notebook, Launch.',
      'Run a pipeline: Pipelines, Upload pipeline, Create run.',
      'Give each colleague a user and a namespace: Users, Add a user.',
    ],
  },
  changes: {
    title: 'Changes by others',
    body: 'See what people or other tools have changed since this installation was created.',
    look: 'Check for changes',
    none: 'No changes by others.',
    repair: 'Undo these changes',
  },
  delete: {
    title: 'Delete',
    body: 'Shows what is deleted and what stays before it starts.',
    kubeflowStays:
      'MLAnywhere did not create this cluster, so Kubeflow stays on it. If you no longer want Kubeflow, remove it first.',
    show: 'Review and delete',
    removes: 'Will be deleted',
    keeps: 'Will stay',
    nothing: 'Nothing',
    confirm: (name: string) => `Type ${name} to confirm`,
    typeName: (name: string) => `Nothing is deleted before you type ${name} here.`,
    yes: 'Delete',
    no: 'Keep it',
  },
  toRun: 'Go to the run and its log',
} as const;
