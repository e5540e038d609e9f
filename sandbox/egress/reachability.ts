import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import type { World } from '../simulation/world.ts';
import type { Reachability } from './connect-server.ts';

interface EndpointSlice extends KubernetesObject {
  endpoints?: { conditions?: { ready?: boolean } }[] | null;
}

interface Service extends KubernetesObject {
  spec: { clusterIP?: string };
}

/** Which Services answer: those with a ready endpoint, as the cluster itself counts them. */
export function reachabilityOf(world: World): Reachability {
  const service = (name: string): boolean => {
    for (const slice of world.all('endpointSlices') as Iterable<EndpointSlice>) {
      const { namespace = '', labels = {} } = slice.metadata;
      if (`${namespace}/${labels['kubernetes.io/service-name'] ?? ''}` !== name) continue;
      if (slice.endpoints?.some(({ conditions }) => conditions?.ready !== false) === true) return true;
    }
    return false;
  };
  return {
    service,
    address: (host) => {
      for (const { spec, metadata } of world.all('services') as Iterable<Service>)
        if (spec.clusterIP === host) return service(`${metadata.namespace ?? ''}/${metadata.name}`);
      return false;
    },
  };
}
