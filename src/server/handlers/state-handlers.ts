import { stateIds } from '../../api/contract.ts';
import type { ServerParts } from '../dependencies.ts';
import type { Handlers } from '../http/handler.ts';
import { installationServices } from '../installations/installation-services.ts';
import { isSimulated, viewInstallation } from '../installations/installation-views.ts';
import { withCluster } from '../installations/with-cluster.ts';
import { lookUpStates } from '../states/look-up-states.ts';

export function stateHandlers(parts: ServerParts): Handlers<'lookUpStates'> {
  const { findInstalled } = installationServices(parts);
  return {
    async lookUpStates({ params: { name }, query: { only = stateIds }, signal }) {
      const installed = await findInstalled(name);
      const simulated = isSimulated(await viewInstallation(await parts.installations.getInstallation(name), parts));
      const states = await withCluster(parts, name, (client) =>
        lookUpStates(only, { parts, installed, client, simulated, now: () => new Date(), signal }),
      );
      return { states };
    },
  };
}
