import type { ConnectionInput, ConnectionView } from '../../api/contract.ts';
import { platformIds, type PlatformId } from '../../installation/installation.ts';
import { MlaError } from '../../errors/error.ts';
import type { PlatformDefinition } from '../../platforms/definition.ts';
import type { Platform } from '../../platforms/platform.ts';
import { definitionOf } from '../../platforms/unions.ts';
import { isOrdinary } from '../../runs/secrets/ordinary-secret.ts';
import { namesLocalFile, secretsOfConnection } from '../../runs/secrets/secrets-within.ts';
import { viewConnection } from '../installations/connection-view.ts';
import type { Handlers } from '../http/handler.ts';
import type { Login } from '../http/guard.ts';
import type { ServerParts } from '../dependencies.ts';

type Names =
  | 'listPlatforms'
  | 'lookAtMachine'
  | 'listConnections'
  | 'saveConnection'
  | 'removeConnection'
  | 'testConnection'
  | 'testSavedConnection'
  | 'explainConnectionWay'
  | 'listChoices'
  | 'checkClusterName';

/** How long saving a connection waits to learn whether the other end is simulated, in milliseconds. */
const simulationPatience = 3000;

export function connectionHandlers(parts: ServerParts): Handlers<Names> {
  const { installations, redactor, platforms, unavailable = {}, allowLocalFiles } = parts;

  /** A file on this machine can name programs to run. Only a local program with the server's token may name one. A browser may not: other servers receive its cookie too. Nor may an API token, which somebody elsewhere can have. */
  const checkLocalFile = (input: ConnectionInput, { isServerToken }: Login): void => {
    const isLocal = namesLocalFile(input);
    if (isLocal && (!allowLocalFiles || !isServerToken)) throw new MlaError('server.localFilesRefused');
  };

  const test: Handlers<'testConnection'>['testConnection'] = async ({ body, login, signal }) => {
    checkLocalFile(body, login);
    // A credential that is only tested is redacted only during the test: it can be any word.
    return redactor.during(secretsOfConnection(body), async () => {
      try {
        return redactor.cleanData(await requirePlatform(parts, body.platform).testConnection(body, { signal }));
      } catch (thrown) {
        throw redactor.cleanError(thrown);
      }
    });
  };

  const keepView = async (view: ConnectionView, input: ConnectionInput): Promise<ConnectionView> => {
    const { ordinarySecret: _before, ...rest } = view;
    const kept = {
      ...rest,
      ...(secretsOfConnection(input).some((secret) => isOrdinary(secret.reveal())) && { ordinarySecret: true }),
    };
    await installations.saveConnection(kept, input);
    return kept;
  };

  /** A connection can be saved untested. If the other end does not answer now, the connection is not marked as simulated. */
  const isSimulated = async (input: ConnectionInput, signal: AbortSignal): Promise<boolean> => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(simulationPatience)]);
    const platform = platforms.find(({ id }) => id === input.platform);
    return (await platform?.isSimulated?.(input, { signal: limited }).catch(() => false)) === true;
  };

  const rememberSimulation = async (name: string, input: ConnectionInput, simulated: boolean): Promise<void> => {
    const saved = await installations.findConnection(name);
    if (saved === undefined || (saved.simulated === true) === simulated) return;
    const { simulated: _before, ...view } = saved;
    await keepView({ ...view, ...(simulated && { simulated }) }, input);
  };

  return {
    listPlatforms() {
      const view = (id: PlatformId, { title, description, needs }: PlatformDefinition) => ({
        id,
        title,
        description,
        needs: [...needs],
      });
      const present = platforms.map((platform) => ({
        ...view(platform.id, platform.definition),
        available: true,
        ...(platform.lookAtMachine !== undefined && { onThisMachine: true }),
      }));
      const absent = platformIds
        .filter((id) => !platforms.some((platform) => platform.id === id) && unavailable[id] !== undefined)
        .map((id) => ({ ...view(id, definitionOf(id)), available: false, unavailableBecause: unavailable[id] }));
      return Promise.resolve([...present, ...absent]);
    },

    async lookAtMachine({ body: { cluster }, signal }) {
      const platform = requirePlatform(parts, cluster.platform);
      if (platform.lookAtMachine === undefined)
        throw new MlaError('server.platformHasNone', {
          platform: platform.definition.title,
          what: 'a look at this machine',
        });
      return platform.lookAtMachine(cluster, { signal });
    },

    listConnections: ({ query }) => installations.listConnections(query),

    async saveConnection({ params, body, login, signal }) {
      checkLocalFile(body, login);
      const view = await viewConnection(params.name, body, { allowLocalFiles });
      return keepView({ ...view, ...((await isSimulated(body, signal)) && { simulated: true }) }, body);
    },

    async removeConnection({ params }) {
      await installations.removeConnection(params.name);
      return {};
    },

    testConnection: test,

    async testSavedConnection({ params, signal }) {
      const { input } = await installations.loadConnection(params.name);
      const result = await requirePlatform(parts, input.platform).testConnection(input, { signal });
      if (result.ok) await rememberSimulation(params.name, input, result.simulated === true);
      return result;
    },

    async explainConnectionWay({ params, query }) {
      const { input } = await installations.loadConnection(params.name);
      const platform = requirePlatform(parts, input.platform);
      if (platform.explainWay === undefined)
        throw new MlaError('server.platformHasNone', { platform: platform.definition.title, what: 'a way to it' });
      const target = query.url === undefined ? undefined : new URL(query.url);
      const { url, proxy, because } = await platform.explainWay(input, { target });
      const user = proxy?.login?.user;
      return {
        url: url.origin,
        because,
        ...(proxy && { proxy: proxy.shown }),
        ...(user !== undefined && { proxyUser: user }),
      };
    },

    async listChoices({ params, body, signal }) {
      const connection = await installations.loadConnection(params.name);
      const platform = requirePlatform(parts, connection.input.platform);
      if (!platform.listChoices)
        throw new MlaError('server.platformHasNone', { platform: platform.definition.title, what: params.field });
      return platform.listChoices(connection, params.field, body, { signal });
    },

    async checkClusterName({ params, signal }) {
      const connection = await installations.loadConnection(params.name);
      const platform = requirePlatform(parts, connection.input.platform);
      if (!platform.isClusterNameFree)
        throw new MlaError('server.platformHasNone', { platform: platform.definition.title, what: 'cluster names' });
      return { free: await platform.isClusterNameFree(connection, params.clusterName, { signal }) };
    },
  };
}

/** Throws server.platformUnavailable. */
export function requirePlatform({ platforms }: Pick<ServerParts, 'platforms'>, id: PlatformId): Platform {
  const platform = platforms.find((entry) => entry.id === id);
  if (!platform) throw new MlaError('server.platformUnavailable', { platform: id });
  return platform;
}
