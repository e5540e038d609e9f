import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import { ensureObject } from '../simulation/ensure-object.ts';
import { watchedKinds } from '../simulation/kinds.ts';
import { isAvailable } from '../simulation/world.ts';

const name = 'istio-ca-root-cert';

/** In place of istiod, which keeps its root certificate in a ConfigMap of every namespace. */
export function simulateIstioRootCertificate({ client, webhookAuthority }: SimulationTools): SimulatedController {
  return {
    name: 'istio-root-certificate',
    standsFor: "istiod's root certificate in every namespace",
    inputs: ['deployments', 'namespaces', 'configMaps'],
    *pending(world) {
      if (!isAvailable(world, 'istio-system/istiod')) return;
      for (const { metadata } of world.all('namespaces')) {
        const namespace = metadata.name;
        if (metadata.deletionTimestamp !== undefined || world.get('configMaps', name, namespace) !== undefined)
          continue;
        const configMap = {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name, namespace },
          data: { 'root-cert.pem': webhookAuthority.certificate },
        };
        yield {
          id: namespace,
          object: `${namespace}/${name}`,
          act: () => ensureObject(client, watchedKinds.configMaps.type, configMap),
        };
      }
    },
  };
}
