import type { Requester } from '../../api/principal.ts';
import { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import type { Connection } from '../../platforms/platform.ts';
import { orderedImage } from '../../preflight/ordered-kubernetes.ts';
import type { ServerParts } from '../dependencies.ts';
import { refuseSampleOutsideSandbox } from './refuse-sample.ts';

/** What more than one subject's handlers ask of an installation. */
export interface InstallationServices {
  /** Undefined for a platform without connections. Throws `server.otherPlatform`. */
  readonly loadConnection: (installation: Installation) => Promise<Connection | undefined>;
  /** Refuses what is known to be wrong before a run is stored and a cluster is created. */
  readonly checkWish: (installation: Installation) => Promise<void>;
  /** As the cluster has it. Throws `run.nothingYet`. */
  readonly findInstalled: (name: string) => Promise<Installation>;
  /** Keeps an event in the history of its newest run. */
  readonly note: (
    name: string,
    event: { readonly type: string; readonly message: string; readonly by: Requester },
  ) => Promise<void>;
}

export function installationServices(parts: ServerParts): InstallationServices {
  const { installations, runs } = parts;
  return {
    async loadConnection({ spec: { cluster } }) {
      if (!('connection' in cluster)) return undefined;
      const connection = await installations.loadConnection(cluster.connection);
      if (connection.input.platform === cluster.platform) return connection;
      throw new MlaError('server.otherPlatform', {
        connection: connection.name,
        has: connection.input.platform,
        wants: cluster.platform,
      });
    },

    async checkWish({ spec }) {
      const { cluster, kubeflow } = spec;
      if (kubeflow === null) return;
      await refuseSampleOutsideSandbox(parts, kubeflow.release, cluster);
      await parts.checkSelection({ ...kubeflow, order: orderedImage({ spec }) });
    },

    async findInstalled(name) {
      await installations.getInstallation(name);
      const installed = await installations.findInstalled(name);
      if (installed === undefined) throw new MlaError('run.nothingYet', { installation: name, what: 'Kubeflow' });
      return installed;
    },

    async note(name, event) {
      const [newest] = await runs.listRuns({ installation: name, limit: 1 });
      if (newest) await runs.addNote(newest.id, event);
    },
  };
}
