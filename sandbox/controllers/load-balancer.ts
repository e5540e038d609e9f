import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import { watchedKinds } from '../simulation/kinds.ts';
import { objectName, type World } from '../simulation/world.ts';

interface Service extends KubernetesObject {
  spec: { type?: string };
  status?: { loadBalancer?: { ingress?: { ip?: string }[] } };
}

/** In place of MetalLB and the like: Services of type LoadBalancer get an address of TEST-NET-2, which never answers. */
export function simulateLoadBalancer({ client }: SimulationTools): SimulatedController {
  return {
    name: 'load-balancer',
    standsFor: 'a load balancer that gives addresses to Services',
    inputs: ['services'],
    *pending(world) {
      for (const service of world.all('services') as Iterable<Service>) {
        if (service.spec.type !== 'LoadBalancer' || addressOf(service) !== undefined) continue;
        const { name, namespace = '' } = service.metadata;
        yield {
          id: `address ${service.metadata.uid ?? ''}`,
          object: objectName(service),
          act: async () => {
            const status = { loadBalancer: { ingress: [{ ip: freeAddress(world), ipMode: 'VIP' }] } };
            await client.mergePatch(watchedKinds.services.type, { name, namespace, subresource: 'status' }, { status });
          },
        };
      }
    },
  };
}

function addressOf(service: Service): string | undefined {
  return service.status?.loadBalancer?.ingress?.[0]?.ip;
}

function freeAddress(world: World): string {
  const used = new Set([...(world.all('services') as Iterable<Service>)].map(addressOf));
  for (let last = 1; last < 255; last++) if (!used.has(`198.51.100.${last}`)) return `198.51.100.${last}`;
  throw new Error('all 254 addresses of the simulated load balancer are in use');
}
