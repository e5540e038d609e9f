import type { Installation } from '../../installation/installation.ts';
import { namesOfPodParts, type PodPart } from '../../installation/proxy/pod-parts.ts';
import type { NoProxyEntry } from '../../cluster-proxy/no-proxy/no-proxy-list.ts';
import type { ClusterNetworks } from '../../kubernetes/cluster-kind/read-networks.ts';
import type { Addition } from '../plan/additions/additions.ts';
import type { Release } from '../release/release.ts';
import { destinations, isPlace } from './destinations.ts';
import { meshEntries, notesOnMesh, placesOf } from './mesh-entry.ts';
import { listPodNoProxy, servicesOf } from './pod-no-proxy.ts';
import { proxyPatches } from './proxy-patches.ts';
import { podProxyVariables, type PodProxy } from './proxy-variables.ts';

/** `spec.proxy`. */
export type ProxyWish = NonNullable<Installation['spec']['proxy']>;

interface Given {
  readonly release: Pick<Release, 'objects'>;
  readonly networks?: ClusterNetworks | undefined;
}

/** What pods reach without the proxy; empty where the installation has no proxy or pods have nothing to do with it. */
export function podNoProxyOf(wish: ProxyWish | undefined, { release, networks }: Given): NoProxyEntry[] {
  if (wish === undefined || namesOfPodParts(wish.pods).length === 0) return [];
  if (wish.http === undefined && wish.https === undefined) return [];
  return listPodNoProxy({ wanted: wish.noProxy, services: servicesOf(release), networks });
}

/** What pods get; undefined where the installation has no proxy or pods have nothing to do with it. */
export function podProxyOf(wish: ProxyWish | undefined, given: Given): PodProxy | undefined {
  const list = podNoProxyOf(wish, given);
  if (wish === undefined || list.length === 0) return undefined;
  return { http: wish.http, https: wish.https, noProxy: list.map(({ entry }) => entry) };
}

/** What a proxy for pods changes in a release, and adds to it. Undefined where the release stays as it is. */
export function planPodProxy(wish: ProxyWish | undefined, given: Given): Addition | undefined {
  const proxy = podProxyOf(wish, given);
  if (wish === undefined || proxy === undefined) return undefined;
  const { release } = given;
  const parts = namesOfPodParts(wish.pods);
  const places = placesOf([proxy.http, proxy.https]);
  return {
    patches: proxyPatches(parts, podProxyVariables(proxy)),
    // A release without Istio has no sidecars, and none of its kinds.
    objects: hasMesh(release) ? meshEntries(places) : [],
    component: 'istio',
    why: 'Sidecars let requests to the proxy through.',
    notes: [...sayParts(partsIn(release, parts), proxy), ...notesOnMesh(places, release)],
  };
}

function hasMesh({ objects }: Given['release']): boolean {
  return objects.some(({ key }) => key.name === 'serviceentries.networking.istio.io');
}

/** The parts that a release has. */
function partsIn({ objects }: Given['release'], parts: readonly PodPart[]): readonly PodPart[] {
  const found = destinations.filter(({ place }) => objects.some(({ key }) => isPlace(place, key)));
  return parts.filter((part) => found.some((one) => one.part === part));
}

function sayParts(parts: readonly PodPart[], { http, https }: PodProxy): string[] {
  const addresses = [...new Set([https, http])].filter((one) => one !== undefined);
  return parts.length === 0
    ? []
    : [`Pods of ${parts.join(', ')} reach the internet through ${addresses.join(' and ')}.`];
}
