import type { ClusterView } from '../../api/contract.ts';
import { finalRunStates } from '../../api/run.ts';
import { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import { lookAfterStart, waitForApi } from '../../kubernetes/after-start/look-after-start.ts';
import type { ClusterHandle, ClusterPower, ClusterRequest } from '../../platforms/platform.ts';
import type { ServerParts } from '../dependencies.ts';
import type { Background } from '../http/background.ts';
import type { Handlers } from '../http/handler.ts';
import { installationServices } from '../installations/installation-services.ts';
import { requirePlatform } from './connection-handlers.ts';

type Names = 'downloadTool' | 'getCluster' | 'startCluster' | 'stopCluster';

/** An installation's cluster on a platform that can stop it. */
interface PoweredCluster {
  readonly power: ClusterPower;
  readonly handle: ClusterHandle;
  readonly request: ClusterRequest;
}

/** Clusters on this machine: what is missing for them, and stopping and starting them. */
export function clusterHandlers(parts: ServerParts, { closing }: Background): Handlers<Names> {
  const { installations, runs } = parts;
  const { loadConnection, note } = installationServices(parts);

  /** Undefined where there is no cluster yet, or none that is stopped. */
  const find = async (name: string, signal: AbortSignal): Promise<PoweredCluster | undefined> => {
    const { spec } = await installations.getInstallation(name);
    const handle = await installations.findHandle(name);
    const { power } = requirePlatform(parts, spec.spec.cluster.platform);
    if (handle === undefined || power === undefined) return undefined;
    const request: ClusterRequest = {
      installation: spec,
      owner: await installations.keepOwnerMark(name),
      known: handle,
      connection: await loadConnection(spec),
      signal,
      tell: () => undefined,
    };
    return { power, handle, request };
  };

  /** The same while no run works on it. @throws why there is none */
  const findIdle = async (name: string): Promise<PoweredCluster> => {
    const found = await find(name, closing);
    if (found !== undefined) {
      await refuseWhileBusy(name);
      return found;
    }
    const { spec } = await installations.getInstallation(name);
    const { definition, power } = requirePlatform(parts, spec.spec.cluster.platform);
    if (power === undefined)
      throw new MlaError('server.platformHasNone', {
        platform: definition.title,
        what: 'clusters that can be stopped',
      });
    throw new MlaError('run.nothingYet', { installation: name, what: 'cluster' });
  };

  const refuseWhileBusy = async (name: string): Promise<void> => {
    const [newest] = await runs.listRuns({ installation: name, limit: 1 });
    if (newest !== undefined && !finalRunStates.includes(newest.state))
      throw new MlaError('run.installationBusy', { installation: name, run: newest.id });
  };

  const addressBefore = async (installation: Installation): Promise<string | undefined> => {
    const kubeconfig = await installations.loadKubeconfig(installation.metadata.name);
    const client = await parts.openCluster(installation, kubeconfig).catch(() => undefined);
    await client?.close();
    return client?.access.server;
  };

  return {
    async downloadTool({ params: { platform } }) {
      const found = requirePlatform(parts, platform);
      if (found.downloadTool === undefined)
        throw new MlaError('server.platformHasNone', { platform: found.definition.title, what: 'a tool to download' });
      return found.downloadTool({ signal: closing });
    },

    async getCluster({ params: { name }, signal }): Promise<ClusterView> {
      const found = await find(name, signal);
      if (found === undefined) return { state: 'unknown', canStop: false };
      return { state: await found.power.look(found.request), canStop: true };
    },

    /** The end of the server ends the work; the end of the request does not: half a start helps nobody. */
    async startCluster({ params: { name }, principal }) {
      const { power, handle, request } = await findIdle(name);
      const before = await addressBefore(request.installation);
      await power.start(request);
      const kubeconfig = await requirePlatform(parts, handle.platform).fetchKubeconfig(handle, request);
      const client = await parts.openCluster(request.installation, kubeconfig);
      try {
        const { gitVersion: version } = await waitForApi(client, closing);
        await installations.saveKubeconfig(name, kubeconfig);
        const { server } = client.access;
        const notReady = await lookAfterStart(client, closing);
        await note(name, {
          type: 'cluster.started',
          message: `Cluster ${handle.name} was started: ${server}`,
          by: principal,
        });
        return { server, version, moved: before !== undefined && before !== server, notReady: [...notReady] };
      } finally {
        await client.close();
      }
    },

    async stopCluster({ params: { name }, principal }) {
      const { power, handle, request } = await findIdle(name);
      await power.stop(request);
      await note(name, { type: 'cluster.stopped', message: `Cluster ${handle.name} was stopped`, by: principal });
      return { state: await power.look(request), canStop: true };
    },
  };
}
