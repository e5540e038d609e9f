import { toMlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import { readClusterTraits, type ClusterTraits } from '../../kubernetes/cluster-kind/cluster-traits.ts';
import { definitionOf } from '../../platforms/unions.ts';
import { connectionOf } from '../../runs/steps/services.ts';
import type { ComposedServices } from '../step-services.ts';

type Cluster = Installation['spec']['cluster'];
type LookServices = Pick<ComposedServices, 'platform' | 'loadConnection' | 'openCluster'>;

/** What a cluster showed of itself, or why it could not be asked, as a note for a plan. */
export interface ClusterLook {
  readonly traits?: ClusterTraits;
  readonly problem?: string;
}

/** A plan on a page is made again with each choice. The cluster behind it hardly changes meanwhile. Milliseconds. */
const timing = { kept: 60_000, patience: 5000 };

/** Asks clusters that exist already what they need. Undefined for one that is still to be made. Never throws: a plan can be shown without. */
export function createClusterLook(services: LookServices): (cluster?: Cluster) => Promise<ClusterLook | undefined> {
  let latest: { readonly key: string; readonly until: number; readonly look: Promise<ClusterLook> } | undefined;
  return async (cluster) => {
    if (cluster === undefined || definitionOf(cluster.platform).capabilities.makesClusters) return undefined;
    const key = JSON.stringify(cluster);
    if (latest?.key === key && performance.now() < latest.until) return latest.look;
    const look = askCluster(cluster, services).then(
      (traits) => ({ traits }),
      (thrown: unknown) => {
        latest = undefined;
        return { problem: `The plan lacks what this cluster may need, because it does not answer: ${sayWhy(thrown)}` };
      },
    );
    latest = { key, until: performance.now() + timing.kept, look };
    return look;
  };
}

async function askCluster(cluster: Cluster, services: LookServices): Promise<ClusterTraits> {
  const installation: Installation = {
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'plan' },
    spec: { cluster, kubeflow: null },
  };
  const signal = AbortSignal.timeout(timing.patience);
  const platform = services.platform(cluster.platform);
  const connection = await connectionOf(installation, services);
  const request = { installation, owner: '', connection, signal, tell: () => undefined };
  // For a cluster that exists, this makes nothing: it says whether it is there and may be read.
  const kubeconfig = await platform.fetchKubeconfig(await platform.createCluster(request), request);
  const client = await services.openCluster(installation, kubeconfig);
  try {
    return await readClusterTraits(client, { signal });
  } finally {
    await client.close();
  }
}

function sayWhy(thrown: unknown): string {
  return thrown instanceof DOMException && thrown.name === 'TimeoutError'
    ? `no answer within ${timing.patience / 1000} s.`
    : toMlaError(thrown).message;
}
