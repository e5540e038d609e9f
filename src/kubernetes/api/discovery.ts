import type { ResourceType } from '../objects/object.ts';
import { parseApiVersion } from '../objects/object.ts';

/** `APIResourceList`: what one group and version serves. */
export interface ResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs?: readonly string[];
  }[];
}

/** `APIGroupDiscoveryList` of apidiscovery.k8s.io/v2: every group, version and kind in one answer. Served since Kubernetes 1.26. */
export interface AggregatedDiscovery {
  readonly kind: string;
  readonly items: readonly {
    readonly metadata?: { readonly name?: string };
    /** The preferred version stands first. */
    readonly versions?: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind?: { readonly kind: string };
        readonly scope: 'Namespaced' | 'Cluster';
        readonly verbs?: readonly string[];
      }[];
    }[];
  }[];
}

/** `APIGroupList`: the groups and their preferred versions, from servers without aggregated discovery. */
export interface GroupList {
  readonly groups?: readonly { readonly name: string; readonly preferredVersion: { readonly groupVersion: string } }[];
}

export const aggregatedDiscoveryAccept =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

/** The kinds in an `APIResourceList`; subresources such as `pods/log` are left out. */
export function typesOfResourceList(apiVersion: string, list: ResourceList): ResourceType[] {
  const { group, version } = parseApiVersion(apiVersion);
  return (list.resources ?? [])
    .filter((resource) => !resource.name.includes('/'))
    .map(({ name, kind, namespaced, verbs = [] }) => ({ group, version, kind, plural: name, namespaced, verbs }));
}

/** Each kind once, in the most preferred version of its group that serves it. */
export function typesOfAggregatedDiscovery(discovery: AggregatedDiscovery): ResourceType[] {
  return discovery.items.flatMap((item) => {
    const group = item.metadata?.name ?? '';
    const found = new Map<string, ResourceType>();
    for (const { version, resources = [] } of item.versions ?? [])
      for (const { resource, responseKind, scope, verbs = [] } of resources)
        if (responseKind !== undefined && !found.has(resource))
          found.set(resource, {
            group,
            version,
            kind: responseKind.kind,
            plural: resource,
            namespaced: scope === 'Namespaced',
            verbs,
          });
    return [...found.values()];
  });
}
