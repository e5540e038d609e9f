/**
 * What nodes must reach directly. The original left this at localhost, so that
 * the cluster's own traffic went to the proxy and failed.
 */
export function completeNoProxy(given: {
  readonly wanted: readonly string[];
  readonly podCidr: string;
  readonly subnetCidr: string | undefined;
  readonly ccpHost: string;
}): string[] {
  // CCP makes its clusters with kubeadm's default service network.
  const serviceCidr = '10.96.0.0/12';
  const own = [
    'localhost',
    '127.0.0.1',
    given.podCidr,
    serviceCidr,
    '.svc',
    '.cluster.local',
    given.subnetCidr,
    given.ccpHost,
  ];
  return [...new Set([...given.wanted, ...own.filter((entry) => entry !== undefined)])];
}
