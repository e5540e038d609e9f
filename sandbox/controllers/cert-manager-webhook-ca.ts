import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import { isAvailable } from '../simulation/world.ts';
import { ensureCertificateSecret } from './certificate-secret.ts';

const deployment = 'cert-manager/cert-manager-webhook';
const secret = { namespace: 'cert-manager', name: 'cert-manager-webhook-ca' };

/** In place of cert-manager's webhook, which makes the authority that its own configurations are filled from. */
export function simulateCertManagerWebhookAuthority(tools: SimulationTools): SimulatedController {
  return {
    name: 'cert-manager-webhook-ca',
    standsFor: "cert-manager's webhook making its own authority",
    inputs: ['deployments', 'secrets'],
    *pending(world) {
      if (!isAvailable(world, deployment) || world.get('secrets', secret.name, secret.namespace) !== undefined) return;
      yield {
        id: 'authority',
        object: `${secret.namespace}/${secret.name}`,
        act: () => ensureCertificateSecret(tools, { ...secret, hosts: [], commonName: 'cert-manager-webhook-ca' }),
      };
    },
  };
}
