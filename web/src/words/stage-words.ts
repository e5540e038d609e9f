import type { PlatformId } from '../../../src/installation/installation.ts';
import type { TeachingWords } from '../platforms/platform-page.ts';
import { platformPages } from '../platforms/registry.ts';

/** The four stages: what each is called, what happens in it, and how to do it by hand. */
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
        'MLAnywhere tests the connection to your platform layer by layer and keeps the credentials encrypted. It creates nothing yet.',
      byHand: [
        'open the platform’s web page and look at its certificate',
        'ask its API for a token with your user and password',
        'renew that token in every script you write',
      ],
    },
    cluster: {
      title: 'Cluster',
      lead: 'Choose the machines that Kubeflow runs on.',
      happens: 'The platform creates a Kubernetes cluster of the size you choose and gives MLAnywhere its kubeconfig.',
      byHand: ['request the cluster from the platform', 'wait until it is ready', 'fetch the kubeconfig'],
    },
    kubeflow: {
      title: 'Kubeflow',
      lead: 'Choose the components you want. MLAnywhere computes the rest.',
      happens:
        'MLAnywhere computes a plan from the components you choose: the order of all objects, and the gates between them. It then applies the plan as fast as the cluster allows.',
      byHand: [
        'clone kubeflow/community-distribution at the release’s tag',
        'render each component with kustomize',
        'apply them again and again until nothing fails',
      ],
    },
    ready: {
      title: 'Ready',
      lead: 'Everything you need to use the cluster.',
      happens:
        'You get the kubeconfig, the address of the dashboard and the credentials of the first user. From here you no longer need MLAnywhere.',
      byHand: [
        'merge the kubeconfig into your own',
        'forward a port to Istio’s ingress gateway',
        'sign in to Dex and create a notebook',
      ],
    },
  },
} as const;

/** What happens in a stage on this platform, and how to do it by hand. */
export function teachingOf(name: StageName, platform: PlatformId): TeachingWords {
  return platformPages[platform].teaching[name] ?? stageWords.stages[name];
}

export type StageName = keyof typeof stageWords.stages;
export const stageNames = ['connect', 'cluster', 'kubeflow', 'ready'] as const satisfies readonly StageName[];
