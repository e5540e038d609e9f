import { isSampleRelease } from '../../../src/installation/sample-release.ts';

export const homeWords = {
  title: 'Installations',
  lead: 'Each one is a cluster with Kubeflow on it. Open any of them, running or ended.',
  new: 'New installation',
  empty: {
    title: 'From infrastructure to a notebook',
    lines: [
      'MLAnywhere makes a Kubernetes cluster on your platform, or takes one you have.',
      'It installs Kubeflow in the right order, and tells you what it waits for and why.',
      'It hands you the kubeconfig, the way to the dashboard and a first user. Then it steps aside.',
    ],
    start: 'Set up a cluster',
    try: 'Try it on the sandbox',
    tryHint:
      'No cluster at hand? The sandbox is a real Kubernetes API server on this machine, with simulated nodes. Nothing leaves it.',
  },
  state: {
    none: 'Not started',
    queued: 'Queued',
    running: 'Running',
    paused: 'Paused',
    succeeded: 'Ready',
    failed: 'Failed',
    cancelled: 'Cancelled',
    deleting: 'Deleting',
    deleted: 'Deleted',
  },
  progress: (percent: number) => `${percent} %`,
  progressOf: (name: string) => `Progress of ${name}`,
  made: (age: string) => `made ${age}`,
  took: (time: string) => `took ${time}`,
  clusterOnly: 'Cluster only',
  kubeflow: (release: string) => (isSampleRelease(release) ? 'Sample release (not Kubeflow)' : `Kubeflow ${release}`),
  more: 'Show more',
  failedToLoad: 'The installations could not be read',
} as const;
