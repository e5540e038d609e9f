import type { PlatformId } from '../../../src/installation/installation.ts';
import type { TeachingWords } from '../platforms/platform-page.ts';
import { platformPages } from '../platforms/registry.ts';
import type { StageName } from './stage-words.ts';

/** What happens in each stage, and how to do it by hand. */
const teachingWords: Readonly<Record<StageName, TeachingWords>> = {
  connect: {
    happens:
      'MLAnywhere tests the connection to your platform layer by layer and keeps the credentials encrypted. It creates nothing yet.',
    byHand: [
      'open the platform’s web page and look at its certificate',
      'ask its API for a token with your user and password',
      'renew that token in every script you write',
    ],
  },
  cluster: {
    happens: 'The platform creates a Kubernetes cluster of the size you choose and gives MLAnywhere its kubeconfig.',
    byHand: ['request the cluster from the platform', 'wait until it is ready', 'fetch the kubeconfig'],
  },
  kubeflow: {
    happens:
      'MLAnywhere computes a plan from the components you choose: the order of all objects, and the gates between them. It then applies the plan as fast as the cluster allows.',
    byHand: [
      'clone kubeflow/community-distribution at the release’s tag',
      'render each component with kustomize',
      'apply them again and again until nothing fails',
    ],
  },
  ready: {
    happens:
      'You get the kubeconfig, the way to the dashboard and the first user’s password. You add users, and check that Kubeflow works. Kubeflow itself runs without MLAnywhere.',
    byHand: [
      'merge the kubeconfig into your own',
      'forward a port to Istio’s ingress gateway',
      'sign in to Dex and create a notebook',
      'write each user into Dex’s settings, restart Dex and make a Profile',
    ],
  },
};

/** The words of a stage on this platform, where it has its own. */
export function teachingOf(name: StageName, platform: PlatformId): TeachingWords {
  return platformPages[platform].teaching[name] ?? teachingWords[name];
}
