import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import { watchedKinds } from '../simulation/kinds.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { hasCondition, isAvailable, objectName, type World } from '../simulation/world.ts';
import { withCondition } from './conditions.ts';

/** In place of cert-manager: Issuers and ClusterIssuers become Ready; an Issuer with an authority as soon as the authority's Secret is there. */
export function simulateIssuers({ client }: SimulationTools): SimulatedController {
  return {
    name: 'cert-manager-issuers',
    standsFor: "cert-manager's Issuers and ClusterIssuers",
    inputs: ['deployments', 'issuers', 'clusterIssuers', 'secrets'],
    *pending(world) {
      if (!isAvailable(world, 'cert-manager/cert-manager')) return;
      for (const kind of ['issuers', 'clusterIssuers'] as const)
        for (const issuer of world.all(kind)) {
          if (hasCondition(issuer, 'Ready') || !hasAuthority(issuer, world)) continue;
          const { name, namespace = '' } = issuer.metadata;
          yield {
            id: `${kind} ${objectName(issuer)}`,
            object: objectName(issuer),
            act: async () => {
              const status = { conditions: withCondition(issuer, 'Ready', 'IsReady', '') };
              await client.mergePatch(watchedKinds[kind].type, { name, namespace, subresource: 'status' }, { status });
            },
          };
        }
    },
  };
}

function hasAuthority(issuer: KubernetesObject, world: World): boolean {
  const { ca } = issuer['spec'] as { readonly ca?: { readonly secretName: string } };
  return ca === undefined || world.get('secrets', ca.secretName, issuer.metadata.namespace) !== undefined;
}
