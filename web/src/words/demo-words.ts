export const demoWords = {
  title: 'Try it',
  body: 'A notebook server with notebooks that train a small image classifier, and a pipeline that has run. Goes into the namespace of the first user, whose password MLAnywhere reads.',
  simulated: 'Nothing runs in the pods of a simulated cluster, so the demo cannot be installed here.',
  framework: 'Framework',
  gpu: (accelerator: string) =>
    `Use a GPU: the notebook server keeps one ${accelerator} until you remove the demo, and the training takes another`,
  install: 'Install the demo',
  goOn: 'Continue the installation',
  unseenRun:
    'It is not known whether the pipeline has run: the server has restarted, or the demo was installed in a terminal. Only the user can look that up.',
  lookUp: 'Sign in and look; run it if it has not run',
  remove: 'Remove the demo',
  removeAsk: 'The volume goes with your changes to the notebooks, and all runs of the demo.',
  removeSure: 'Remove it',
  cancel: 'Cancel',
  activity: {
    installing: 'The demo is being installed. It continues when you leave this page.',
    removing: 'The demo is being removed.',
  },
  parts: { volume: 'Volume with the files', ide: 'Notebook server', pipeline: 'Pipeline' } as Readonly<
    Record<string, string>
  >,
  installed: (variant: string, namespace: string) => `In ${namespace}: ${variant}.`,
  ide: (kind: string, state: string) => `${kind}: ${state}`,
  run: (state: string) => `Run of the pipeline: ${state}`,
  open: { ide: 'Open the notebook server', run: 'Open the run' },
  login: 'If Kubeflow asks you to sign in first, open the run again afterwards.',
  command: (label: string) => `${label}, in a terminal on your machine:`,
} as const;
