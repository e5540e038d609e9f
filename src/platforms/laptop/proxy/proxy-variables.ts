import { listNoProxy, type NoProxyEntry } from '../../../cluster-proxy/no-proxy/no-proxy-list.ts';
import type { ProxyWish } from '../../../installation/proxy/refuse-proxy.ts';

/** The networks that a tool gives to its clusters. */
export interface ClusterNetworks {
  readonly pods: readonly string[];
  readonly services: readonly string[];
  /** Of the containers that are the nodes; empty where the tool itself adds it to what is reached without a proxy. */
  readonly nodes: readonly string[];
}

/** What the nodes of a cluster use and reach. */
export interface LaptopTraffic {
  readonly proxy: ProxyWish | undefined;
  readonly networks: ClusterNetworks;
  /** By which the nodes reach each other. */
  readonly nodeNames: readonly string[];
}

/** What the nodes reach without the proxy. */
export function laptopNoProxy({ proxy, networks, nodeNames }: LaptopTraffic): NoProxyEntry[] {
  return listNoProxy({
    wanted: proxy?.noProxy ?? [],
    podNetworks: networks.pods,
    serviceNetworks: networks.services,
    nodeNetworks: networks.nodes,
    nodes: nodeNames,
  });
}

/** The variables that name the cluster's proxy, for its nodes. Empty without a proxy. */
export function proxyVariables(traffic: LaptopTraffic): Record<string, string> {
  const { http, https } = traffic.proxy ?? {};
  if (http === undefined && https === undefined) return {};
  const list = laptopNoProxy(traffic).map(({ entry }) => entry);
  return {
    ...(http !== undefined && both('HTTP_PROXY', http)),
    ...(https !== undefined && both('HTTPS_PROXY', https)),
    ...both('NO_PROXY', list.join(',')),
  };
}

/**
 * The environment of a tool that passes its own proxy variables on to the nodes, as kind and minikube do: those of the
 * cluster, and none of MLAnywhere's own, whose address can be one that nodes do not reach and whose password is none of
 * theirs. Without a proxy for the cluster: `none` passes nothing on, `own` leaves the tool the variables of MLAnywhere,
 * because it downloads by itself.
 */
export function variablesToPassOn(traffic: LaptopTraffic, without: 'none' | 'own'): Record<string, string> {
  const named = proxyVariables(traffic);
  if (without === 'own' && Object.keys(named).length === 0) return {};
  // The tools take an empty variable as none.
  return { ...both('HTTP_PROXY', ''), ...both('HTTPS_PROXY', ''), ...both('NO_PROXY', ''), ...named };
}

function both(name: string, value: string): Record<string, string> {
  return { [name]: value, [name.toLowerCase()]: value };
}
