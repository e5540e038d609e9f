import { sayCount } from '../../../api/say-count.ts';
import { planFiles } from '../../../cluster-proxy/files/plan-files.ts';
import { listNoProxy } from '../../../cluster-proxy/no-proxy/no-proxy-list.ts';
import { drainByEviction } from '../../../cluster-proxy/nodes/drain-node.ts';
import { type NodeNews, setNodes } from '../../../cluster-proxy/nodes/set-nodes.ts';
import type { NodeTarget } from '../../../cluster-proxy/ssh/node-session.ts';
import type { KubernetesClient } from '../../../kubernetes/client.ts';
import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { definitionOf } from '../../../platforms/unions.ts';
import type { NewEvent, StepContext } from '../../engine/step.ts';
import { clusterRequest } from '../make-cluster.ts';
import type { StepServices } from '../services.ts';

/** Sets every node of a cluster. Returns how many there are. Throws errors of `node.*`. */
export async function workOnNodes(
  context: StepContext,
  services: StepServices,
  { client, signal }: { readonly client: KubernetesClient; readonly signal: AbortSignal },
): Promise<number> {
  const { installation, tell } = context;
  const { metadata, spec } = installation;
  const nodes = await client.list<ClusterNode>(builtInTypes.node, { signal });
  const login = await services.nodes.login(metadata.name);
  const { user = '', publicKey = '' } = definitionOf(spec.cluster.platform).ssh?.of(spec.cluster) ?? {};
  const targets = workersFirst(nodes).map(({ metadata: { name }, ...node }): NodeTarget => {
    const address = addressOf(node);
    const place = services.nodes.placeOf?.(name, address) ?? { host: address, port: 22 };
    const { sudoPassword, hostKeys } = login;
    return { node: name, ...place, user, privateKey: login.key.privateKey, sudoPassword, pinned: hostKeys[name] };
  });
  await setNodes({
    targets,
    plan: planFiles({ ...spec.proxy, noProxy: await listEntries(context, services, { client, nodes }) }),
    workloads: drainByEviction(client, { signal }),
    ...(login.temporary && { keys: { keep: publicKey, remove: login.key.publicKey } }),
    pin: (node, hostKey) => services.nodes.pin(metadata.name, node, hostKey),
    tell: (news) => tell(asEvent(news)),
    signal,
  });
  return targets.length;
}

interface ClusterNode extends KubernetesObject {
  readonly status?: { readonly addresses?: readonly { readonly type: string; readonly address: string }[] };
}

function addressOf({ status }: Pick<ClusterNode, 'status'>): string {
  const of = (wanted: string) => status?.addresses?.find(({ type }) => type === wanted)?.address;
  return of('InternalIP') ?? of('ExternalIP') ?? of('Hostname') ?? '';
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
  const list = listNoProxy({
    wanted: known.map(({ entry }) => entry),
    nodes: nodes.map(addressOf),
    apiServer: new URL(client.access.server).hostname,
  });
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
    case 'set': {
      const restarted = news.services.length > 0 ? `, restarted ${news.services.join(' and ')}` : '';
      const { files, services } = news;
      return event(`Node ${node}: wrote ${sayCount(files.length, 'file')}${restarted}`, { files, services });
    }
  }
}
