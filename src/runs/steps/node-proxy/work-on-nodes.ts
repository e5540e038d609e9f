import { sayCount } from '../../../api/say-count.ts';
import { planFiles } from '../../../cluster-proxy/files/plan-files.ts';
import type { ClusterNode } from '../../../cluster-proxy/no-proxy/cluster-node.ts';
import { listForCluster } from '../../../cluster-proxy/no-proxy/list-for-cluster.ts';
import { drainByEviction } from '../../../cluster-proxy/nodes/drain-node.ts';
import { type NodeNews, setNodes } from '../../../cluster-proxy/nodes/set-nodes.ts';
import type { KubernetesClient } from '../../../kubernetes/client.ts';
import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import { isSimulatedNode } from '../../../platforms/existing/simulated-nodes.ts';
import { definitionOf } from '../../../platforms/unions.ts';
import type { NewEvent, StepContext } from '../../engine/step.ts';
import { clusterRequest } from '../make-cluster.ts';
import type { StepServices } from '../services.ts';
import { digestOfFiles, targetOfNode } from './node-targets.ts';

/** Sets every node of a cluster that is a machine. Returns how many there are. Throws errors of `node.*`. */
export async function workOnNodes(
  context: StepContext,
  services: StepServices,
  { client, signal }: { readonly client: KubernetesClient; readonly signal: AbortSignal },
): Promise<number> {
  const { installation, tell } = context;
  const { metadata, spec } = installation;
  const nodes = (await client.list<ClusterNode>(builtInTypes.node, { signal })).filter(
    (node) => !isSimulatedNode(node),
  );
  if (nodes.length === 0) return 0;
  const login = await services.nodes.login(metadata.name);
  const { publicKey = '' } = definitionOf(spec.cluster.platform).ssh?.of(spec.cluster) ?? {};
  const targets = workersFirst(nodes).map((node) => targetOfNode(node, { installation, login, services }));
  const plan = planFiles({ ...spec.proxy, noProxy: await listEntries(context, services, { client, nodes }) });
  const digest = digestOfFiles(plan);
  await setNodes({
    targets,
    plan,
    workloads: drainByEviction(client, { signal }),
    ...(login.made && { keys: { keep: publicKey, remove: login.made.publicKey } }),
    isDone: (node) => login.done[node] === digest,
    pin: (node, hostKey) => services.nodes.pin(metadata.name, node, hostKey),
    finish: (node) => services.nodes.finish(metadata.name, node, digest),
    tell: (news) => tell(asEvent(news)),
    signal,
  });
  return targets.length;
}

/** The nodes of the control plane last: with one of them, the API server is away for a moment. */
function workersFirst(nodes: readonly ClusterNode[]): ClusterNode[] {
  const controls = ({ metadata: { labels = {} } }: ClusterNode): number =>
    'node-role.kubernetes.io/control-plane' in labels || 'node-role.kubernetes.io/master' in labels ? 1 : 0;
  return nodes.toSorted((one, other) => controls(one) - controls(other));
}

/** What the platform knows, with what only the cluster itself tells: its nodes and its API server. */
async function listEntries(
  context: StepContext,
  services: StepServices,
  { client, nodes }: { readonly client: KubernetesClient; readonly nodes: readonly ClusterNode[] },
): Promise<string[]> {
  const { spec } = context.installation;
  const platform = services.platform(spec.cluster.platform);
  const known = (await platform.listNoProxy?.(await clusterRequest(context, services))) ?? [];
  const { signal } = context;
  const list = await listForCluster({ client, nodes, known, wanted: [], signal });
  return list.map(({ entry }) => entry);
}

function asEvent(news: NodeNews): NewEvent {
  const { node, state } = news;
  const event = (message: string, data = {}): NewEvent => ({
    type: 'node.proxy',
    severity: state === 'failed' ? 'error' : 'info',
    message,
    data: { node, state, ...data },
  });
  switch (news.state) {
    case 'pinned':
      return event(`Node ${node}: first contact by SSH, host key ${news.hostKey}`, { hostKey: news.hostKey });
    case 'failed':
      return { ...event(news.error.message), code: news.error.code };
    case 'unchanged':
      return event(`Node ${node}: nothing to change`);
    case 'done':
      return event(`Node ${node}: done by an earlier run, whose key is not there any more`);
    case 'set': {
      const restarted = news.services.length > 0 ? `, restarted ${news.services.join(' and ')}` : '';
      const { files, services } = news;
      return event(`Node ${node}: wrote ${sayCount(files.length, 'file')}${restarted}`, { files, services });
    }
  }
}
