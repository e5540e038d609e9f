import { isDeepStrictEqual } from 'node:util';
import { requireSecrets } from '../../kubeflow/require-secrets.ts';
import { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import { definitionOf } from '../../platforms/unions.ts';
import { Secret } from '../../secret.ts';
import type { ServerParts } from '../dependencies.ts';
import type { Handlers } from '../http/handler.ts';
import { installationServices } from '../installations/installation-services.ts';
import { viewInstallation, viewInstallations } from '../installations/installation-views.ts';
import { creatorGrant } from '../people/grant-creator.ts';
import { requirePlatform } from './connection-handlers.ts';

type Names = 'listInstallations' | 'applyInstallation' | 'getInstallation' | 'getDrift';

export function installationHandlers(parts: ServerParts): Handlers<Names> {
  const { installations, runs } = parts;
  const services = installationServices(parts);

  /** Refuses a change of workers for an existing cluster on a platform that cannot change them. */
  const refuseScaling = async ({ metadata: { name }, spec: { cluster } }: Installation): Promise<void> => {
    const platform = definitionOf(cluster.platform);
    if (
      platform.capabilities.scale ||
      platform.workersOf === undefined ||
      (await installations.findHandle(name)) === undefined
    )
      return;
    const before = (await installations.getInstallation(name)).spec.spec.cluster;
    if (
      before.platform === cluster.platform &&
      !isDeepStrictEqual(platform.workersOf(before), platform.workersOf(cluster))
    )
      throw new MlaError('platform.cannotScale', { name, platform: platform.title });
  };

  return {
    async listInstallations({ query }) {
      return viewInstallations(await installations.listInstallations(query), parts);
    },

    async applyInstallation({ body, query: { mustBeNew, ...options }, login, principal }) {
      const { secrets, ...installation } = body;
      const { name } = installation.metadata;
      requirePlatform(parts, installation.spec.cluster.platform);
      await services.loadConnection(installation);
      await services.checkWish(installation);
      const stored = Object.keys(await installations.loadGivenSecrets(name));
      requireSecrets(installation, { given: Object.keys(secrets ?? {}), stored });
      if (mustBeNew !== true) await refuseScaling(installation);
      const grantCreator = creatorGrant(login, name);
      const run = await runs.createRun({
        installation,
        kind: 'create',
        options,
        mustBeNew,
        also: async (writer) => {
          await grantCreator(writer);
          if (secrets !== undefined) await installations.givenSecretsWriter(name, secretsOf(secrets))(writer);
        },
        by: principal,
      });
      return { name: run.installation, runId: run.id };
    },

    async getInstallation({ params }) {
      return viewInstallation(await installations.getInstallation(params.name), parts);
    },

    async getDrift({ params: { name }, signal }) {
      const installed = await services.findInstalled(name);
      return { changes: [...(await parts.findDrift(installed, { signal }))] };
    },
  };
}

function secretsOf(values: Readonly<Record<string, string>>): Readonly<Record<string, Secret>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, new Secret(value)]));
}
