/** What nodes and pods reach without the proxy, and why. */
export interface NoProxyEntry {
  readonly entry: string;
  readonly reason: string;
}

/** What is known of a cluster and its surroundings. Leave out what is not known. */
export interface NoProxyFacts {
  /** The user's own entries. */
  readonly wanted: readonly string[];
  readonly podNetworks?: readonly string[];
  readonly serviceNetworks?: readonly string[];
  readonly nodeNetworks?: readonly string[];
  /** Addresses or host names of single nodes. */
  readonly nodes?: readonly string[];
  /** Host of the API server, without a port. */
  readonly apiServer?: string | undefined;
  /** Host of the platform, and its name for people. */
  readonly platform?: { readonly host: string; readonly title: string } | undefined;
  /** As an order has them: a host, with or without scheme, port and path. */
  readonly registries?: readonly string[];
}

/**
 * Everything that must not go through the proxy: the user's own first, each entry once, with the first reason that is
 * found. The original left this at localhost, so that the cluster's own traffic went to the proxy and failed.
 *
 * Programs read such lists differently: curl (since 7.86), Go and Python's requests take networks, wget and apt do not.
 * A leading dot means subdomains to all of them.
 */
export function listNoProxy(facts: NoProxyFacts): NoProxyEntry[] {
  const entries: NoProxyEntry[] = [
    ...because('named in the installation', facts.wanted),
    ...because('this machine', ['localhost', '127.0.0.1', '::1']),
    ...because('network of the pods', facts.podNetworks),
    ...because('network of the services', facts.serviceNetworks),
    ...because('names of services', ['.svc', '.cluster.local']),
    ...because('network of the nodes', facts.nodeNetworks),
    ...because('a node', facts.nodes),
    ...because('the API server', facts.apiServer === undefined ? [] : [facts.apiServer]),
    ...because(facts.platform?.title ?? '', facts.platform === undefined ? [] : [facts.platform.host]),
    ...because('a registry of the installation', facts.registries?.map(registryHost)),
  ];
  return eachOnce(entries);
}

/** Each entry once, with the first reason that is found. */
export function eachOnce(entries: readonly NoProxyEntry[]): NoProxyEntry[] {
  const seen = new Set<string>();
  return entries.filter(({ entry }) => {
    const key = entry.toLowerCase();
    return entry !== '' && !seen.has(key) && seen.add(key);
  });
}

function because(reason: string, entries: readonly string[] = []): NoProxyEntry[] {
  return entries.map((entry) => ({ entry: withoutBrackets(entry.trim()), reason }));
}

/** `https://registry.example:5000/library` is asked at the host `registry.example`. */
export function registryHost(registry: string): string {
  const rest = registry.replace(/^[a-z]+:\/\//i, '');
  // A network keeps its length.
  if (/^[0-9a-f:.]+\/\d+$/i.test(rest)) return rest;
  return rest.replace(/\/.*$/, '').replace(/:\d+$/, '');
}

/** An address of IPv6 as a URL has it. */
function withoutBrackets(entry: string): string {
  return /^\[[0-9a-f:.]+\]$/i.test(entry) ? entry.slice(1, -1) : entry;
}
