import type { PlatformPage } from '../platform-page.ts';

export const sandboxWords = {
  cluster: {
    title: 'A simulated cluster',
    lead: 'The nodes are simulated. Choose sizes as if they were real, and see whether Kubeflow fits.',
  },
  connection: {
    title: 'Sandbox on this machine',
    body: 'The Kubernetes API server, its controllers and its scheduler are real. The nodes and Kubeflow’s own controllers are simulated, and every page says so. Everything stays on this machine.',
    unattended: 'Run everything unattended, in a terminal:',
  },
} as const;

/** What the stages say about this platform. */
export const sandboxTeaching: PlatformPage['teaching'] = {
  connect: {
    happens: 'There is nothing to connect to. The sandbox is a program on this machine.',
    byHand: [
      'build etcd and the Kubernetes programs from source',
      'issue their certificates',
      'start them in the right order',
    ],
  },
  cluster: {
    happens:
      'MLAnywhere starts a real Kubernetes API server on this machine, with the simulated nodes you choose here.',
    byHand: [
      'start etcd, the API server, the controllers and the scheduler',
      'register simulated nodes with kwok',
      'write a kubeconfig for it',
    ],
  },
};
