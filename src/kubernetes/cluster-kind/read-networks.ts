import { isError } from '../../errors/error.ts';
import { readYaml } from '../../yaml.ts';
import { builtInTypes } from '../objects/built-in-types.ts';
import type { KubernetesClient, RequestOptions } from '../client.ts';
import type { KubernetesObject } from '../objects/object.ts';

/** The networks inside a cluster, as CIDR. Empty where the cluster does not say. */
export interface ClusterNetworks {
  readonly pods: readonly string[];
  readonly services: readonly string[];
}

interface Items<Spec> {
  readonly items?: readonly { readonly spec?: Spec }[];
}

/**
 * Reads what a cluster says of its networks: the settings of kubeadm, ServiceCIDRs (Kubernetes 1.33 and later), and
 * else the networks that its nodes have for pods. Undefined answers and forbidden ones leave the list empty.
 */
export async function readNetworks(
  client: Pick<KubernetesClient, 'get' | 'request'>,
  options: RequestOptions = {},
): Promise<ClusterNetworks> {
  const ask = <Spec>(path: string): Promise<readonly Spec[]> =>
    client
      .request<Items<Spec>>('GET', path, undefined, options)
      .then(({ items = [] }) => items.flatMap(({ spec }) => spec ?? []), nothingWhereRefused<Spec[]>([]));
  const [kubeadm, ranges] = await Promise.all([
    readKubeadm(client, options),
    ask<{ cidrs?: readonly string[] }>('/apis/networking.k8s.io/v1/servicecidrs'),
  ]);
  const services = ranges.flatMap(({ cidrs = [] }) => cidrs);
  const pods =
    kubeadm.pods.length > 0
      ? kubeadm.pods
      : (await ask<{ podCIDRs?: readonly string[] }>('/api/v1/nodes?limit=500')).flatMap(({ podCIDRs = [] }) =>
          podCIDRs.map(widened),
        );
  return { pods: unique(pods), services: unique([...kubeadm.services, ...services]) };
}

/** Each node has a part of the cluster's network, mostly a /24 of a /16: nodes that come later change nothing. */
function widened(cidr: string): string {
  const [, first, second] = /^(\d+)\.(\d+)\.\d+\.\d+\/(?:1[6-9]|2\d)$/.exec(cidr) ?? [];
  return first === undefined || second === undefined ? cidr : `${first}.${second}.0.0/16`;
}

async function readKubeadm(
  client: Pick<KubernetesClient, 'get'>,
  options: RequestOptions,
): Promise<{ readonly pods: readonly string[]; readonly services: readonly string[] }> {
  const found = await client
    .get<KubernetesObject>(builtInTypes.configMap, { namespace: 'kube-system', name: 'kubeadm-config' }, options)
    .catch(nothingWhereRefused(undefined));
  const { ClusterConfiguration: text = '' } = (found?.['data'] ?? {}) as Readonly<Record<string, string>>;
  const { networking = {} } = readSettings(text);
  return { pods: split(networking.podSubnet), services: split(networking.serviceSubnet) };
}

interface Settings {
  readonly networking?: { readonly podSubnet?: unknown; readonly serviceSubnet?: unknown };
}

function readSettings(text: string): Settings {
  try {
    return readYaml(text, { longest: 100_000 }) ?? {};
  } catch {
    return {};
  }
}

/** Two of them where the cluster has IPv4 and IPv6. What is no network would end up in a variable of pods. */
function split(networks: unknown): string[] {
  return typeof networks === 'string' ? networks.split(',').filter((one) => /^[\da-f.:]+\/\d{1,3}$/i.test(one)) : [];
}

function unique(networks: readonly string[]): string[] {
  return [...new Set(networks)].sort();
}

function nothingWhereRefused<T>(nothing: T): (thrown: unknown) => T {
  return (thrown) => {
    if (isError(thrown, 'kubernetes.forbidden', 'kubernetes.notFound', 'kubernetes.kindUnknown')) return nothing;
    throw thrown;
  };
}
