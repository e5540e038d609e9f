import type { KubernetesClient, RequestOptions } from '../client.ts';
import type { KubernetesObject } from '../objects/object.ts';
import { fargateLabel, isFargate, type ClusterKind } from './cluster-kind.ts';
import { recognizeCluster } from './recognize-cluster.ts';

/** Nodes to look at: those of one cluster hardly differ, and a cluster may have thousands. */
const nodesLooked = 50;

const notFargate = encodeURIComponent(`${fargateLabel.name}!=${fargateLabel.value}`);

interface Node extends KubernetesObject {
  spec?: { providerID?: string };
  status?: { nodeInfo?: { osImage?: string } };
}

/** Asks a cluster what kind it is: three small requests. Throws as the client does. */
export async function readClusterKind(client: KubernetesClient, options: RequestOptions = {}): Promise<ClusterKind> {
  const ask = <T>(path: string): Promise<T> => client.request<T>('GET', path, undefined, options);
  const [{ gitVersion }, { groups = [] }, { items }] = await Promise.all([
    client.version(options),
    ask<{ groups?: { name: string }[] }>('/apis'),
    ask<{ items: Node[] }>(`/api/v1/nodes?limit=${nodesLooked}`),
  ]);
  // Each pod of Fargate is a node, so that the other nodes may come after the first fifty.
  const others = items.some(({ metadata: { labels } }) => isFargate(labels))
    ? (await ask<{ items: Node[] }>(`/api/v1/nodes?limit=1&labelSelector=${notFargate}`)).items
    : [];
  return recognizeCluster({
    version: gitVersion,
    groups: groups.map(({ name }) => name),
    nodes: [...items, ...others].map(({ metadata: { name, labels = {} }, spec, status }) => ({
      name,
      providerId: spec?.providerID ?? '',
      labels,
      osImage: status?.nodeInfo?.osImage ?? '',
    })),
  });
}
