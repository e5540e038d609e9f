import type { PlatformId } from '../../../src/installation/installation.ts';

/** The four stages: what each is called, what happens in it, and how one would do it by hand. */
export const stageWords = {
  railLabel: 'Stages',
  stageOf: (number: number) => `Stage ${number} of 4`,
  done: 'done',
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
        'The platform clones virtual machines from a template, joins them to a Kubernetes cluster and hands MLAnywhere its kubeconfig. The lists you choose from are read from your platform as you go.',
      byHand: [
        'pick datacenter, network, datastore and template in vCenter',
        'write the cluster’s request as JSON and POST it',
        'poll until it is READY, then fetch the kubeconfig',
      ],
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

interface TeachingWords {
  readonly happens: string;
  readonly byHand: readonly string[];
}

/** Where a platform does something else in a stage than CCP does. */
const onPlatform: Readonly<Partial<Record<PlatformId, Partial<Record<StageName, TeachingWords>>>>> = {
  existing: {
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
  },
  sandbox: {
    connect: {
      happens: 'There is nothing to connect to: the sandbox is a program on this machine.',
      byHand: [
        'build etcd and the Kubernetes programs from source',
        'issue their certificates',
        'start them in the right order',
      ],
    },
    cluster: {
      happens:
        'MLAnywhere starts a real Kubernetes API server on this machine, with the simulated nodes that you choose here.',
      byHand: [
        'start etcd, the API server, the controllers and the scheduler',
        'register nodes that do not exist with kwok',
        'write a kubeconfig for it',
      ],
    },
  },
};

/** What happens in a stage on this platform, and how one would do it by hand. */
export function teachingOf(name: StageName, platform: PlatformId): TeachingWords {
  return onPlatform[platform]?.[name] ?? stageWords.stages[name];
}

export type StageName = keyof typeof stageWords.stages;
export const stageNames = ['connect', 'cluster', 'kubeflow', 'ready'] as const satisfies readonly StageName[];
