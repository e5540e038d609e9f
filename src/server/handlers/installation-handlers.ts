import { isDeepStrictEqual } from 'node:util';
import type { Requester } from '../../api/principal.ts';
import { MlaError } from '../../errors/error.ts';
import type { Installation, PlatformId } from '../../installation/installation.ts';
import type { ClusterHandle, Connection } from '../../platforms/platform.ts';
import { definitionOf } from '../../platforms/unions.ts';
import { orderedImage } from '../../preflight/ordered-kubernetes.ts';
import { describeIssued, listIssuedKubeconfigs } from '../../runs/steps/issued-kubeconfigs.ts';
import { findLoss } from '../../runs/steps/while-cluster-exists.ts';
import type { Handlers } from '../http/handler.ts';
import { Secret } from '../../secret.ts';
import { isSimulated, viewInstallation, viewInstallations } from '../installations/installation-views.ts';
import type { ServerParts } from '../dependencies.ts';
import { refuseSampleOutsideSandbox } from '../installations/refuse-sample.ts';
import { requirePlatform } from './connection-handlers.ts';

type Names =
  | 'listInstallations'
  | 'applyInstallation'
  | 'getInstallation'
  | 'getDrift'
  | 'deleteInstallation'
  | 'previewDeletion'
  | 'previewRequest'
  | 'getKubeconfig'
  | 'getAccess'
  | 'keepAccessSecret'
  | 'openDashboard'
  | 'revealCredentials'
  | 'runPreflight'
  | 'reportPreflight';

/** How long a download waits for the platform to report that the cluster is gone, and a preview for the cluster, in milliseconds. */
const lookPatience = 3000;

export function installationHandlers(parts: ServerParts): Handlers<Names> {
  const { installations, runs } = parts;

  const loadConnection = async ({ spec: { cluster } }: Installation): Promise<Connection | undefined> => {
    if (!('connection' in cluster)) return undefined;
    const connection = await installations.loadConnection(cluster.connection);
    if (connection.input.platform === cluster.platform) return connection;
    throw new MlaError('server.otherPlatform', {
      connection: connection.name,
      has: connection.input.platform,
      wants: cluster.platform,
    });
  };

  /** Kept in the history of its newest run. */
  const note = async (
    installation: string,
    event: { readonly type: string; readonly message: string; readonly by: Requester },
  ): Promise<void> => {
    const [newest] = await runs.listRuns({ installation, limit: 1 });
    if (newest) await runs.addNote(newest.id, event);
  };

  const issuedServices = {
    loadKubeconfig: (name: string) => installations.loadKubeconfig(name),
    openCluster: parts.openCluster,
  };

  const findInstalled = async (name: string): Promise<Installation> => {
    await installations.getInstallation(name);
    const installed = await installations.findInstalled(name);
    if (installed === undefined) throw new MlaError('run.nothingYet', { installation: name, what: 'Kubeflow' });
    return installed;
  };

  const lookServices = {
    platform: (id: PlatformId) => requirePlatform(parts, id),
    ownerMark: (name: string) => installations.keepOwnerMark(name),
    loadConnection: (name: string) => installations.loadConnection(name),
  };

  /** Refuses what is known to be wrong before a run is stored and a cluster is created. */
  const checkWish = async ({ spec }: Installation): Promise<void> => {
    const { cluster, kubeflow } = spec;
    if (kubeflow === null) return;
    await refuseSampleOutsideSandbox(parts, kubeflow.release, cluster);
    await parts.checkSelection({ ...kubeflow, order: orderedImage({ spec }) });
  };

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

  /** A cluster that a run ordered but did not record, because the run ended at that moment. */
  const findUnrecorded = async (
    installation: Installation,
    signal: AbortSignal,
  ): Promise<ClusterHandle | undefined> => {
    const { name } = installation.metadata;
    const platform = requirePlatform(parts, installation.spec.cluster.platform);
    if (platform.findCluster === undefined || !(await installations.mayClusterBeUnrecorded(name))) return undefined;
    const request = {
      installation,
      owner: await installations.keepOwnerMark(name),
      connection: await loadConnection(installation),
      signal,
      tell: () => undefined,
    };
    return platform.findCluster(request, { patience: 0 });
  };

  return {
    async listInstallations({ query }) {
      return viewInstallations(await installations.listInstallations(query), parts);
    },

    async applyInstallation({ body, query: { mustBeNew, ...options }, principal }) {
      requirePlatform(parts, body.spec.cluster.platform);
      await loadConnection(body);
      await checkWish(body);
      if (mustBeNew !== true) await refuseScaling(body);
      const run = await runs.createRun({ installation: body, kind: 'create', options, mustBeNew, by: principal });
      return { name: run.installation, runId: run.id };
    },

    async getInstallation({ params }) {
      return viewInstallation(await installations.getInstallation(params.name), parts);
    },

    async getAccess({ params: { name }, signal }) {
      return parts.findAccess(await findInstalled(name), { signal });
    },

    async getDrift({ params: { name }, signal }) {
      const installed = await findInstalled(name);
      return { changes: [...(await parts.findDrift(installed, { signal }))] };
    },

    async deleteInstallation({ params, query, principal }) {
      const { spec } = await installations.getInstallation(params.name);
      const run = await runs.createRun({ installation: spec, kind: 'delete', options: query, by: principal });
      return { runId: run.id };
    },

    async previewDeletion({ params, signal }) {
      const { spec } = await installations.getInstallation(params.name);
      const handle = (await findUnrecorded(spec, signal)) ?? (await installations.findHandle(params.name));
      if (handle === undefined) return { removes: [], keeps: [] };
      const platform = requirePlatform(parts, handle.platform);
      const { removes, keeps } = platform.previewDeletion(handle);
      if (platform.definition.capabilities.makesClusters) return { removes, keeps };
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(lookPatience)]);
      const { issued, problem } = await listIssuedKubeconfigs(spec, issuedServices, { signal: inTime });
      removes.push(...issued.map(describeIssued));
      if (problem !== undefined)
        keeps.push(`kubeconfigs for single namespaces, if the cluster still does not answer then: ${problem.message}`);
      return { removes, keeps };
    },

    async previewRequest({ body, signal }) {
      const platform = requirePlatform(parts, body.spec.cluster.platform);
      if (!platform.previewRequest)
        throw new MlaError('server.platformHasNone', {
          platform: platform.definition.title,
          what: 'API requests to show',
        });
      return platform.previewRequest({
        installation: body,
        owner: await installations.keepOwnerMark(body.metadata.name),
        connection: await loadConnection(body),
        signal,
      });
    },

    /** Fails for a cluster that its platform no longer has. */
    async getKubeconfig({ params: { name }, signal, principal }) {
      const kubeconfig = await installations.loadKubeconfig(name);
      const { spec } = await installations.getInstallation(name);
      const handle = await installations.findHandle(name);
      const loss = await findLoss({ installation: spec, handle, signal }, lookServices, lookPatience);
      if (loss !== undefined) throw loss;
      await note(name, {
        type: 'kubeconfig.revealed',
        message: `Someone viewed the kubeconfig of ${name}.`,
        by: principal,
      });
      return { kubeconfig: kubeconfig.reveal() };
    },

    async keepAccessSecret({ params: { name, secret }, body }) {
      await installations.saveAccessSecret(name, secret, new Secret(body.value));
      return {};
    },

    /** Says nothing about whether the dashboard answers: its own address does. */
    async openDashboard({ params: { name }, session, principal }) {
      if (session === undefined) throw new MlaError('access.browserOnly', { name });
      const view = await viewInstallation(await installations.getInstallation(name), parts);
      if (isSimulated(view)) throw new MlaError('access.simulated', { name });
      await installations.loadKubeconfig(name);
      const url = await parts.dashboards.addressOf({ installation: name, session });
      await note(name, {
        type: 'dashboard.opened',
        message: `Someone opened the dashboard of ${name}.`,
        by: principal,
      });
      return { url };
    },

    async revealCredentials({ params, principal }) {
      const stored = await installations.loadCredentials(params.name);
      // What the cluster has: a refused run may have asked for another user.
      const email = (await installations.findInstalled(params.name))?.spec.kubeflow?.user.email ?? stored.email;
      const { password } = stored;
      if (password === undefined) throw new MlaError('run.passwordUnknown', { email, installation: params.name });
      await note(params.name, {
        type: 'credentials.revealed',
        message: `Someone viewed the password of ${email}.`,
        by: principal,
      });
      return { email, password: password.reveal() };
    },

    async runPreflight({ body, query: { probe = false }, signal }) {
      await checkWish(body);
      return parts.runPreflight(body, { signal, probe });
    },

    async reportPreflight({ body, query: { probe = false }, signal }) {
      await checkWish(body);
      return parts.reportPreflight(body, { signal, probe });
    },
  };
}
