/** The four stages: what each is called. */
export const stageWords = {
  railLabel: 'Stages',
  stageOf: (number: number) => `Stage ${number} of 4`,
  done: 'done',
  back: 'Back',
  current: 'you are here',
  behindTheScenes: 'What happens here',
  byHand: 'By hand you would',
  stages: {
    connect: {
      title: 'Connect',
      lead: 'Choose where to run your cluster.',
    },
    cluster: {
      title: 'Cluster',
      lead: 'Choose the machines that Kubeflow runs on.',
    },
    kubeflow: {
      title: 'Kubeflow',
      lead: 'Choose the components you want. MLAnywhere computes the rest.',
    },
    ready: {
      title: 'Ready',
      lead: 'Everything you need to use the cluster.',
    },
  },
} as const;

export type StageName = keyof typeof stageWords.stages;
export const stageNames = ['connect', 'cluster', 'kubeflow', 'ready'] as const satisfies readonly StageName[];
