import type { PlatformPage } from '../platform-page.ts';

/** What the stages say about this platform. */
export const ccpTeaching: PlatformPage['teaching'] = {
  cluster: {
    happens:
      'The platform clones virtual machines from a template, joins them to a Kubernetes cluster and gives MLAnywhere its kubeconfig. MLAnywhere reads the lists on this page from your platform.',
    byHand: [
      'choose datacenter, network, datastore and template in vCenter',
      'write the cluster’s request as JSON and POST it',
      'poll until it is READY, then fetch the kubeconfig',
    ],
  },
};
