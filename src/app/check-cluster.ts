import type { ForeignChange } from '../api/drift.ts';
import type { CheckResult, PreflightReport } from '../api/contract.ts';
import { makeReport } from '../preflight/report/make-report.ts';
import { isError } from '../errors/error.ts';
import type { Installation } from '../installation/installation.ts';
import { findChanges } from '../kubeflow/drift/find-changes.ts';
import { listPlanned } from '../kubeflow/install/find-unchanged.ts';
import type { KubernetesClient } from '../kubernetes/client.ts';
import { keyText } from '../kubernetes/objects/object.ts';
import type { ClusterHandle } from '../platforms/platform.ts';
import { definitionOf } from '../platforms/unions.ts';
import type { InstallationStore } from '../runs/store/installation-store.ts';
import { connectionOf } from '../runs/steps/services.ts';
import { whileClusterExists } from '../runs/steps/while-cluster-exists.ts';
import type { Secret } from '../secret.ts';
import { checkOrder } from './check-order.ts';
import type { ComposedServices } from './step-services.ts';

/** Preflight apart from a run: of a cluster that exists already, by its connection or by an earlier run; of one that is still to be made, what its order tells. Throws the platform's error where it is gone. */
export async function checkCluster(request: PreflightRequest): Promise<CheckResult[]> {
  const { installation, services, probe } = request;
  if (await isToBeMade(request))
    return checkOrder({
      ...request,
      connection: await connectionOf(installation, services),
      isOrdered: (await handleOf(request)) !== undefined,
    });
  return withCluster(request, async (client, signal) =>
    services.runPreflight({
      client,
      plan: await services.sketchPlan(installation, { client, signal }),
      installation,
      signal,
      ...(probe && { probe: {} }),
    }),
  );
}

/** What preflight finds, with what would be made and which rights that takes. */
export async function reportCluster(request: PreflightRequest): Promise<PreflightReport> {
  const { installation, services, probe } = request;
  const common = { madeAt: services.now().toISOString(), installation: installation.metadata.name };
  if (await isToBeMade(request))
    return makeReport({
      ...common,
      plan: await services.sketchPlan(installation),
      cluster: null,
      checks: await checkCluster(request),
    });
  return withCluster(request, async (client, signal) => {
    const plan = await services.sketchPlan(installation, { client, signal });
    const checks = await services.runPreflight({ client, plan, installation, signal, ...(probe && { probe: {} }) });
    return makeReport({ ...common, plan, cluster: await describeCluster(client, signal), checks });
  });
}

/** Null where it does not answer: the checks tell why. */
export async function describeCluster(
  client: KubernetesClient,
  signal: AbortSignal,
): Promise<PreflightReport['cluster']> {
  return client.version({ signal }).then(
    ({ gitVersion }) => ({ server: client.access.server, kubernetes: gitVersion }),
    () => {
      signal.throwIfAborted();
      return null;
    },
  );
}

/** What others have changed or removed of an installation, given as it was installed. Changes nothing. Throws as `checkCluster` does. */
export async function findDrift(request: CheckRequest): Promise<readonly ForeignChange[]> {
  const { installation, services } = request;
  return withCluster(request, async (client, signal) => {
    const plan = await services.planFor(installation, { client, signal });
    const listed = await listPlanned({ client, plan, installation: installation.metadata.name, signal });
    const sentBefore = new Set(plan.objects.map(({ key }) => keyText(key)));
    return [...(await findChanges({ client, plan, listed, sentBefore, signal })).values()];
  });
}

/** Work with a client for the installation's cluster, while its platform has the cluster. */
export async function withCluster<T>(
  request: CheckRequest,
  work: (client: KubernetesClient, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { installation, services, installations, signal } = request;
  const kubeconfig = await findKubeconfig(request);
  const handle = await installations.findHandle(installation.metadata.name);
  return whileClusterExists({ installation, handle, signal }, services, async (untilLost) => {
    const client = await services.openCluster(installation, kubeconfig);
    try {
      return await work(client, untilLost);
    } finally {
      await client.close();
    }
  });
}

export interface CheckRequest {
  readonly installation: Installation;
  readonly services: ComposedServices;
  readonly installations: InstallationStore;
  readonly signal: AbortSignal;
}

export interface PreflightRequest extends CheckRequest {
  /** Also makes pods in a namespace of their own, and removes them. */
  readonly probe: boolean;
}

/** A cluster without a stored kubeconfig was never come to the end of. */
async function isToBeMade({ installation: { metadata, spec }, installations }: CheckRequest): Promise<boolean> {
  if (!definitionOf(spec.cluster.platform).capabilities.makesClusters) return false;
  return installations.loadKubeconfig(metadata.name).then(
    () => false,
    (thrown: unknown) => {
      if (isError(thrown, 'run.installationNotFound', 'run.nothingYet')) return true;
      throw thrown;
    },
  );
}

/** Undefined also for an installation that was never saved. */
async function handleOf({ installation, installations }: CheckRequest): Promise<ClusterHandle | undefined> {
  return installations.findHandle(installation.metadata.name).catch(() => undefined);
}

async function findKubeconfig({ installation, services, installations, signal }: CheckRequest): Promise<Secret> {
  const { metadata, spec } = installation;
  if (definitionOf(spec.cluster.platform).capabilities.makesClusters)
    return installations.loadKubeconfig(metadata.name);
  const platform = services.platform(spec.cluster.platform);
  const request = {
    installation,
    owner: await services.ownerMark(metadata.name),
    connection: await connectionOf(installation, services),
    signal,
    tell: () => undefined,
  };
  // For a cluster that exists, this makes nothing: it says whether it is there and may be read.
  return platform.fetchKubeconfig(await platform.createCluster(request), request);
}
