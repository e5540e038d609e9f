import type { World } from '../simulation/world.ts';
import type { PodPlace } from './pod-status.ts';
import type { Pod } from './pod.ts';

/** Gives pods addresses in 10.244.0.0/16; a pod keeps the one it has. */
export interface AddressBook {
  placeOf(pod: Pod, world: World): PodPlace;
}

export function createAddressBook(): AddressBook {
  let last = 0;
  const given = new Map<string, string>();

  function free(world: World): string {
    const used = new Set([...world.all('pods')].map((pod) => (pod as Pod).status.podIP));
    for (const address of given.values()) used.add(address);
    for (;;) {
      last = (last + 1) % 65_000;
      const address = `10.244.${last >> 8}.${last & 255}`;
      if (!used.has(address)) return address;
    }
  }

  return {
    placeOf: (pod, world) => {
      const hostIP = nodeAddress(pod.spec.nodeName ?? '', world);
      const uid = pod.metadata.uid ?? '';
      const podIP = pod.spec.hostNetwork === true ? hostIP : (pod.status.podIP ?? given.get(uid) ?? free(world));
      given.set(uid, podIP);
      if (given.size > 4 * [...world.all('pods')].length + 100) forgetGone(given, world);
      return { podIP, hostIP };
    },
  };
}

function forgetGone(given: Map<string, string>, world: World): void {
  const living = new Set([...world.all('pods')].map((pod) => pod.metadata.uid));
  for (const uid of given.keys()) if (!living.has(uid)) given.delete(uid);
}

function nodeAddress(node: string, world: World): string {
  const annotation = world.get('nodes', node)?.metadata.annotations?.[internalAddress];
  return annotation ?? '10.10.0.0';
}

/** Where a simulated node says its own address in its metadata, so that its pods can be told without reading whole nodes. */
export const internalAddress = 'sandbox.mlanywhere.dev/internal-address';
