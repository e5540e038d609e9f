import type { PlatformId } from '../../../src/installation/installation.ts';
import type { TeachingWords } from '../platforms/platform-page.ts';
import { platformPages } from '../platforms/registry.ts';

/** The four stages: what each is called, what happens in it, and how one would do it by hand. */
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
      happens:
        'MLAnywhere signs in to your platform once, shows you every layer of the connection, and keeps the credentials encrypted. Nothing is created yet.',
      byHand: [
        'open the platform’s web page and look at its certificate',
        'ask its API for a token with your user and password',
        'keep that token fresh in every script you write',
      ],
    },
    cluster: {
      title: 'Cluster',
      lead: 'Shape the machines Kubeflow will run on.',
      happens:
        'The platform makes a Kubernetes cluster of the size that you choose, and hands MLAnywhere its kubeconfig.',
      byHand: ['order the cluster in the platform’s own words', 'wait until it is ready', 'fetch the kubeconfig'],
    },
    kubeflow: {
      title: 'Kubeflow',
      lead: 'Choose what you want to do with it; MLAnywhere works out the rest.',
      happens:
        'From the components you choose, a plan is computed: what must be there before what, and which gates have to open between. Then it is applied in that order, as fast as the cluster allows.',
      byHand: [
        'clone kubeflow/community-distribution at the release’s tag',
        'render each component with kustomize',
        'apply them again and again until nothing fails',
      ],
    },
    ready: {
      title: 'Ready',
      lead: 'What you need to use the cluster, as far as it is there.',
      happens:
        'Everything you need to go on without MLAnywhere is handed over here: the kubeconfig, the address of the dashboard and the credentials of the first user.',
      byHand: [
        'merge the kubeconfig into your own',
        'forward a port to Istio’s ingress gateway',
        'sign in to Dex and create a notebook',
      ],
    },
  },
} as const;

/** What happens in a stage on this platform, and how one would do it by hand. */
export function teachingOf(name: StageName, platform: PlatformId): TeachingWords {
  return platformPages[platform].teaching[name] ?? stageWords.stages[name];
}

export type StageName = keyof typeof stageWords.stages;
export const stageNames = ['connect', 'cluster', 'kubeflow', 'ready'] as const satisfies readonly StageName[];
