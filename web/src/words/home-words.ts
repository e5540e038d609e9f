import { sayChosenRelease } from '../../../src/api/say-release.ts';

export const homeWords = {
  title: 'Installations',
  lead: 'An installation is a cluster with Kubeflow on it.',
  new: 'New installation',
  empty: {
    title: 'From infrastructure to a notebook',
    lines: [
      'MLAnywhere creates a Kubernetes cluster on your platform, or uses one you have.',
      'It installs Kubeflow in the right order and shows what it waits for and why.',
      'You get the kubeconfig, the way to the dashboard and a first user.',
    ],
    start: 'Set up a cluster',
    try: 'Try it on the sandbox',
    tryHint: 'No cluster? The sandbox is a real Kubernetes API server on this machine, with simulated nodes.',
  },
  state: {
    none: 'Not started',
    queued: 'Queued',
    running: 'Running',
    paused: 'Paused',
    succeeded: 'Ready',
    failed: 'Failed',
    cancelled: 'Cancelled',
    unknown: 'Unknown state',
    deleting: 'Deleting',
    deleted: 'Deleted',
  },
  progress: (percent: number) => `${percent} %`,
  progressOf: (name: string) => `Progress of ${name}`,
  made: (age: string) => `created ${age}`,
  took: (time: string) => `took ${time}`,
  clusterOnly: 'Cluster only',
  kubeflow: sayChosenRelease,
  more: 'Show more',
  failedToLoad: 'Couldn’t load the installations',
} as const;
