import { platformIds, type PlatformId } from '../../installation/installation.ts';
import { MlaError } from '../../errors/error.ts';
import type { Platform } from '../../platforms/platform.ts';
import { secretsOfConnection } from '../../runs/secrets-within.ts';
import { viewConnection } from '../connection-view.ts';
import type { Handlers } from '../handler.ts';
import type { ServerParts } from '../parts.ts';

type Names =
  | 'listPlatforms'
  | 'listConnections'
  | 'saveConnection'
  | 'removeConnection'
  | 'testConnection'
  | 'testSavedConnection'
  | 'listChoices'
  | 'checkClusterName';

export function connectionHandlers(parts: ServerParts): Handlers<Names> {
  const { installations, redactor, platforms, unavailable = {}, allowLocalFiles } = parts;

  const test: Handlers<'testConnection'>['testConnection'] = async ({ body, signal }) => {
    for (const secret of secretsOfConnection(body)) redactor.add(secret);
    if (body.platform === 'existing' && body.kubeconfigPath !== undefined && !allowLocalFiles) throw new MlaError('MLA-SERVER-010');
    return requirePlatform(parts, body.platform).testConnection(body, { signal });
  };

  return {
    listPlatforms() {
      const present = platforms.map(({ id, title, description, needs }) => ({ id, title, description, needs: [...needs], available: true }));
      const absent = platformIds
        .filter((id) => !platforms.some((platform) => platform.id === id) && unavailable[id] !== undefined)
        .map((id) => ({ id, title: id, description: '', needs: [], available: false, unavailableBecause: unavailable[id] }));
      return Promise.resolve([...present, ...absent]);
    },

    listConnections: () => installations.listConnections(),

    async saveConnection({ params, body }) {
      const view = await viewConnection(params.name, body, { allowLocalFiles });
      await installations.saveConnection(view, body);
      return view;
    },

    async removeConnection({ params }) {
      await installations.removeConnection(params.name);
      return {};
    },

    testConnection: test,

    async testSavedConnection({ params, signal }) {
      const { input } = await installations.loadConnection(params.name);
      return requirePlatform(parts, input.platform).testConnection(input, { signal });
    },

    async listChoices({ params, body, signal }) {
      const connection = await installations.loadConnection(params.name);
      const platform = requirePlatform(parts, connection.input.platform);
      if (!platform.listChoices) throw new MlaError('MLA-SERVER-013', { platform: platform.title, what: params.field });
      return platform.listChoices(connection, params.field, body, { signal });
    },

    async checkClusterName({ params, signal }) {
      const connection = await installations.loadConnection(params.name);
      const platform = requirePlatform(parts, connection.input.platform);
      if (!platform.isClusterNameFree) throw new MlaError('MLA-SERVER-013', { platform: platform.title, what: 'cluster names' });
      return { free: await platform.isClusterNameFree(connection, params.clusterName, { signal }) };
    },
  };
}

/** Throws MLA-SERVER-012. */
export function requirePlatform({ platforms }: Pick<ServerParts, 'platforms'>, id: PlatformId): Platform {
  const platform = platforms.find((entry) => entry.id === id);
  if (!platform) throw new MlaError('MLA-SERVER-012', { platform: id });
  return platform;
}
