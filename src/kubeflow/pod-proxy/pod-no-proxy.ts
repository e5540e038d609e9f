import { listNoProxy, type NoProxyEntry } from '../../cluster-proxy/no-proxy/no-proxy-list.ts';
import type { ClusterNetworks } from '../../kubernetes/cluster-kind/read-networks.ts';
import type { Release } from '../release/release.ts';

/** A Service, as programs in the cluster call it. */
export interface ServiceName {
  readonly name: string;
  readonly namespace: string;
}

/** Kubernetes puts the address of the API server here, in each container. Programs that use the account of their pod call this address. */
export const apiServerEntry = '$(KUBERNETES_SERVICE_HOST)';

/**
 * What pods of Kubeflow reach without the proxy. `.svc` and `.cluster.local` cover the long names of Services. Manifests
 * and people also write `mysql` and `mysql.kubeflow`: Go, Python and curl match ends of names only, so each short name is
 * listed, and each namespace of the release with a dot in front.
 */
export function listPodNoProxy({
  wanted,
  services,
  networks,
}: {
  readonly wanted: readonly string[];
  readonly services: readonly ServiceName[];
  /** Left out where the cluster was not asked. */
  readonly networks?: ClusterNetworks | undefined;
}): NoProxyEntry[] {
  const known = listNoProxy({ wanted, podNetworks: networks?.pods ?? [], serviceNetworks: networks?.services ?? [] });
  const all = [apiServer, ...services];
  const entries: NoProxyEntry[] = [
    ...known,
    { entry: apiServerEntry, reason: 'the API server; Kubernetes puts its address here' },
    { entry: '169.254.169.254', reason: 'metadata of the cloud' },
    ...[...new Set(all.map(({ namespace }) => namespace))]
      .sort()
      .map((namespace) => ({ entry: `.${namespace}`, reason: `names of services in ${namespace}` })),
    ...[...new Set(all.map(({ name }) => name))].sort().map((entry) => ({ entry, reason: 'a service of Kubeflow' })),
  ];
  const seen = new Set<string>();
  return entries.filter(({ entry }) => !seen.has(entry.toLowerCase()) && seen.add(entry.toLowerCase()));
}

const apiServer: ServiceName = { name: 'kubernetes', namespace: 'default' };

/** The Services of a release: of all components, so that another choice of them restarts nothing. */
export function servicesOf({ objects }: Pick<Release, 'objects'>): ServiceName[] {
  return objects.flatMap(({ key: { kind, name, namespace } }) =>
    kind === 'Service' && namespace !== undefined ? { name, namespace } : [],
  );
}
