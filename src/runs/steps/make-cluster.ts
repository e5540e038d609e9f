import type { MlaError } from '../../errors/error.ts';
import { errorDefinitions } from '../../errors/registry.ts';
import type { Installation } from '../../installation/installation.ts';
import type { ClusterNews, ClusterRequest } from '../../platforms/platform.ts';
import { definitionOf } from '../../platforms/unions.ts';
import { orderedImage, refuseOldImage } from '../../preflight/ordered-kubernetes.ts';
import { refuseSmallMachine } from '../../preflight/ordered-machine.ts';
import type { Step, StepContext } from '../engine/step.ts';
import { nodeProxyOf, withNodeKey } from './node-proxy/node-services.ts';
import { attemptOfExisting, connectionOf, handleOf, type StepServices } from './services.ts';

/** Orders the cluster from the platform, or finds the one that an earlier attempt ordered. */
export function createClusterStep(services: StepServices): Step {
  return {
    name: 'create-cluster',
    phase: 'cluster',
    title: 'Create the cluster',
    input: (context) => {
      const { metadata, spec } = context.installation;
      return { name: metadata.name, cluster: spec.cluster, proxy: nodeProxyOf(spec), ...attemptOfExisting(context) };
    },
    run: async (context) => {
      const { installation, tell } = context;
      const platform = services.platform(installation.spec.cluster.platform);
      const known = await services.findHandle(installation.metadata.name);
      await refuseUseless(context, { services, isNew: known === undefined });
      const handle = await platform.createCluster(await clusterRequest(context, services));
      if (known !== undefined && known.id !== handle.id && platform.definition.capabilities.makesClusters) {
        tell({
          type: 'cluster.note',
          severity: 'warning',
          message: `${platform.definition.title} no longer has the earlier cluster ${known.name}: someone deleted it. Creating a new cluster.`,
        });
      }
      if (
        !platform.definition.capabilities.makesClusters ||
        (known?.id === handle.id && (await hasKubeconfig(installation, services)))
      ) {
        tell({
          type: 'cluster.found',
          severity: 'info',
          message: `The cluster ${handle.name} already exists`,
          data: nodesOf(installation),
        });
      } else {
        tell({
          type: 'cluster.requested',
          severity: 'info',
          message: `${platform.definition.title} accepted the request for cluster ${handle.name}`,
          data: { id: handle.id, name: handle.name, ...nodesOf(installation) },
        });
      }
      return { handle };
    },
  };
}

/** Fails before useless machines are ordered, also when this run fetched the release. */
async function refuseUseless(
  { installation, signal }: StepContext,
  { services, isNew }: { readonly services: StepServices; readonly isNew: boolean },
): Promise<void> {
  const { cluster, kubeflow } = installation.spec;
  if (kubeflow === null) return;
  const order = orderedImage(installation);
  if (order !== undefined) refuseOldImage(order, (await services.planFor(installation)).release);
  const machine = isNew ? await services.platform(cluster.platform).lookAtMachine?.(cluster, { signal }) : undefined;
  if (machine !== undefined) refuseSmallMachine(machine, (await services.planFor(installation)).totals.requests);
}

/** Only a cluster whose creation an earlier run completed counts as existing. */
async function hasKubeconfig({ metadata }: Installation, services: StepServices): Promise<boolean> {
  return services.loadKubeconfig(metadata.name).then(
    () => true,
    () => false,
  );
}

/** The number of nodes to expect, on platforms where MLAnywhere decides it. */
function nodesOf({ spec: { cluster } }: Installation): { nodes: number } | Record<string, never> {
  const nodes = definitionOf(cluster.platform).countNodes?.(cluster);
  return nodes === undefined ? {} : { nodes };
}

/** Waits until the platform reports the cluster as ready. */
export function waitForClusterStep(services: StepServices): Step {
  return {
    name: 'wait-for-cluster',
    phase: 'cluster',
    title: 'Wait for the cluster',
    input: ({ outputs }) => handleOf(outputs),
    run: async (context) => {
      const handle = handleOf(context.outputs);
      if (handle === undefined) return {};
      const platform = services.platform(handle.platform);
      await platform.waitForCluster(handle, await clusterRequest(context, services));
      context.tell({ type: 'cluster.ready', severity: 'info', message: `Cluster ${handle.name} is ready` });
      return {};
    },
    disproves: disprovesCluster,
  };
}

/** Scales an existing cluster to the requested workers and groups of workers. */
export function scaleWorkersStep(services: StepServices): Step {
  return {
    name: 'scale-workers',
    phase: 'cluster',
    title: 'Scale the workers',
    input: ({ installation, outputs }) => ({ handle: handleOf(outputs), cluster: installation.spec.cluster }),
    run: async (context) => {
      const handle = handleOf(context.outputs);
      if (handle === undefined) return {};
      await services.platform(handle.platform).scaleWorkers?.(handle, await clusterRequest(context, services));
      return {};
    },
    disproves: disprovesCluster,
  };
}

/** Fetches the kubeconfig, checks that it opens the API server, and stores it encrypted. For an existing cluster each attempt fetches it again: its token may have been replaced. */
export function fetchKubeconfigStep(services: StepServices): Step {
  return {
    name: 'fetch-kubeconfig',
    phase: 'cluster',
    title: 'Fetch the kubeconfig',
    input: (context) => ({ handle: handleOf(context.outputs), ...attemptOfExisting(context) }),
    run: async (context) => {
      const { installation, outputs, signal, tell } = context;
      const handle = handleOf(outputs);
      if (handle === undefined) return {};
      const kubeconfig = await services
        .platform(handle.platform)
        .fetchKubeconfig(handle, await clusterRequest(context, services));
      const client = await services.openCluster(installation, kubeconfig, context.lease);
      try {
        const { gitVersion } = await client.version({ signal });
        await services.saveKubeconfig(installation.metadata.name, kubeconfig);
        const detail = `Kubernetes ${gitVersion} at ${client.access.server}`;
        tell({
          type: 'kubeconfig.stored',
          severity: 'info',
          message: `${detail}; its kubeconfig is available for download`,
        });
        // Includes the cluster's id, so that later steps notice a different cluster at the same address.
        return { detail, server: client.access.server, version: gitVersion, cluster: handle.id };
      } finally {
        await client.close();
      }
    },
    disproves: disprovesCluster,
  };
}

/** If someone deleted or stopped the cluster, the next attempt creates it again or starts it: its address can be another one then. If the API server rejects the credentials, the next attempt fetches the kubeconfig again. */
export function disprovesCluster({ key }: MlaError): readonly string[] {
  if (key === 'kubernetes.unauthorized' || key === 'kubernetes.clientCertificateRefused') return ['fetch-kubeconfig'];
  return errorDefinitions[key].disproves === 'cluster' ? ['create-cluster', 'fetch-kubeconfig'] : [];
}

/** What a platform needs for every request about a run's cluster. */
export async function clusterRequest(context: StepContext, services: StepServices): Promise<ClusterRequest> {
  const { installation, signal, lease } = context;
  return {
    installation: await withNodeKey(installation, services.nodes),
    lease,
    owner: await services.ownerMark(installation.metadata.name),
    known: await services.findHandle(installation.metadata.name),
    connection: await connectionOf(installation, services),
    signal,
    tell: (news) => {
      tellClusterNews(context, news);
    },
  };
}

function tellClusterNews({ tell }: StepContext, news: ClusterNews): void {
  switch (news.type) {
    case 'status':
      tell({
        type: 'cluster.status',
        severity: 'info',
        message: `Cluster status: ${news.status}`,
        data: { status: news.status },
      });
      return;
    case 'node':
      tell({
        type: 'cluster.node',
        severity: 'info',
        message: `Node ${news.node}: ${news.phase}${news.reason === undefined ? '' : ` (${news.reason})`}`,
        data: { node: news.node, phase: news.phase, ...(news.reason === undefined ? {} : { reason: news.reason }) },
      });
      return;
    case 'note':
      tell({ type: 'cluster.note', severity: news.severity, message: news.message });
      return;
  }
}
