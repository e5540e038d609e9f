import { listNoProxy, type NoProxyEntry } from '../../cluster-proxy/no-proxy/no-proxy-list.ts';
import type { ProxyWish } from '../../installation/proxy/refuse-proxy.ts';

/** The networks that a tool gives to its clusters. */
export interface ClusterNetworks {
  readonly pods: readonly string[];
  readonly services: readonly string[];
  /** Of the containers that are the nodes; empty where the engine chooses it. */
  readonly nodes: readonly string[];
}

/** What the nodes reach without the proxy. */
export function laptopNoProxy(wanted: readonly string[], networks: ClusterNetworks): NoProxyEntry[] {
  return listNoProxy({
    wanted,
    podNetworks: networks.pods,
    serviceNetworks: networks.services,
    nodeNetworks: networks.nodes,
  });
}

/** The variables that name the cluster's proxy. kind and minikube pass those of their own environment to the nodes. Empty without a proxy. */
export function proxyVariables(proxy: ProxyWish | undefined, networks: ClusterNetworks): Record<string, string> {
  if (proxy?.http === undefined && proxy?.https === undefined) return {};
  const { http, https, noProxy } = proxy;
  const list = laptopNoProxy(noProxy, networks).map(({ entry }) => entry);
  return {
    ...(http !== undefined && { HTTP_PROXY: http, http_proxy: http }),
    ...(https !== undefined && { HTTPS_PROXY: https, https_proxy: https }),
    ...both('NO_PROXY', list.join(',')),
  };
}

function both(name: string, value: string): Record<string, string> {
  return { [name]: value, [name.toLowerCase()]: value };
}
