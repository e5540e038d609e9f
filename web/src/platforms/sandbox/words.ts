import type { PlatformPage } from '../platform-page.ts';

export const sandboxWords = {
  cluster: {
    title: 'A simulated cluster',
    lead: 'The nodes are simulated: choose sizes as if they were real, and see whether Kubeflow would fit.',
  },
  connection: {
    title: 'A sandbox, on this machine',
    body: 'Real: the Kubernetes API server, its controllers and scheduler. Simulated, and named so on every page: the nodes and Kubeflow’s own controllers. Nothing leaves this machine, and nothing is left behind.',
    unattended: 'The whole job unattended, without these pages:',
  },
} as const;

/** The stages as they are here. */
export const sandboxTeaching: PlatformPage['teaching'] = {
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
};
