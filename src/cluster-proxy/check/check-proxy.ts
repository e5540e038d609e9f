import type { ProxySubject, WantedProxy } from '../../api/contract.ts';
import { findListed } from '../../network/proxy/no-proxy.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { ClusterNode } from '../no-proxy/cluster-node.ts';
import type { ProxyCheckNews } from './fold-proxy-check.ts';
import { newSubject } from './new-subject.ts';
import { checkNodes, type NodeWay, variablesOf } from './nodes/check-nodes.ts';
import { judgeProbe, probeName, targetsOf } from './probe/judge-probe.ts';
import { type ProbeTimes, runProxyProbe } from './probe/run-probe.ts';

/** How the probe is made. */
export interface ProbeChoice {
  /** With `python3` in it; undefined where there is none: why, in a sentence. */
  readonly image: { readonly name: string } | { readonly missing: string; readonly fix: string };
  /** Address outside; the registry of the image when left out. */
  readonly outside: string | undefined;
  /** A Service that answers TCP; undefined where none is known. */
  readonly service: { readonly host: string; readonly port: number } | undefined;
  readonly times?: ProbeTimes | undefined;
}

export interface CheckProxyOptions {
  /** Name of the installation. */
  readonly name: string;
  readonly wanted: WantedProxy;
  /** The variables of its pods, where they have another list than its nodes. */
  readonly podVariables?: Readonly<Record<string, string>> | undefined;
  /** Looks at pods of Kubeflow, before the probe. */
  readonly lookAtPods?: ((signal: AbortSignal) => Promise<readonly ProxySubject[]>) | undefined;
  readonly way: NodeWay;
  readonly probe: ProbeChoice;
  readonly signal: AbortSignal;
  readonly tell: (news: ProxyCheckNews) => void;
}

/**
 * Looks at the proxy of a cluster: at each node as far as MLAnywhere can, then with a pod that tries it. Changes nothing
 * but the pod, which is deleted. Throws when the signal aborts, and where the nodes cannot be listed.
 */
export async function checkProxy(
  client: Pick<KubernetesClient, 'create' | 'get' | 'list' | 'delete'>,
  { name, wanted, podVariables = variablesOf(wanted), lookAtPods, way, probe, signal, tell }: CheckProxyOptions,
): Promise<void> {
  const tellSubject = (subject: ProxySubject): void => tell({ type: 'subject', subject });
  tell({ type: 'wanted', wanted });
  const nodes = await client.list<ClusterNode>(builtInTypes.node, { signal });
  await checkNodes({ name, nodes, way, wanted, signal, tell: tellSubject });
  for (const subject of (await lookAtPods?.(signal)) ?? []) tellSubject(subject);
  if ('missing' in probe.image) {
    const { missing: note, fix } = probe.image;
    tellSubject({ ...newSubject('probe', probeName, 'nothing'), state: 'unknown', note, fix });
    return;
  }
  const { name: image } = probe.image;
  const list = podVariables['NO_PROXY'] ?? '';
  const targets = targetsOf({
    outside: probe.outside ?? `${wanted.https === undefined ? 'http' : 'https'}://${registryOf(image)}`,
    service: probe.service,
    goesAround: (url) =>
      (url.protocol === 'https:' ? wanted.https : wanted.http) === undefined || findListed(url, list) !== undefined,
  });
  const wish = { image, variables: podVariables, targets };
  tellSubject(newSubject('probe', probeName, image));
  const tellLeftovers = (leftovers: readonly string[]): void => tell({ type: 'leftovers', leftovers });
  const end = await runProxyProbe(client, { wish, signal, tellLeftovers, ...(probe.times && { times: probe.times }) });
  const api = await client.get<ApiService>(
    builtInTypes.service,
    { namespace: 'default', name: 'kubernetes' },
    { signal },
  );
  tellSubject(judgeProbe(wish, end, api?.spec?.clusterIP));
}

interface ApiService extends KubernetesObject {
  readonly spec?: { readonly clusterIP?: string };
}

/** Docker’s own registry has another name for its API. Source: distribution/reference. */
function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const named = rest.length > 0 && /[.:]|^localhost$/.test(first) && first !== 'docker.io';
  return named ? first : 'registry-1.docker.io';
}
