import type { KubernetesClient } from '../../../kubernetes/client.ts';
import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import { keyOf, keyText, type KubernetesObject, type ResourceType } from '../../../kubernetes/objects/object.ts';
import { virtualServices } from './probe-routes.fixture.ts';

interface Program extends KubernetesObject {
  spec?: { replicas?: number };
  status?: { availableReplicas?: number };
}

/** The cluster at one moment of an upgrade, as its watches show it. */
export interface Moment {
  /** VirtualServices. */
  readonly routes: readonly string[];
  /** Deployments that are meant to have pods. */
  readonly running: readonly string[];
  /** Deployments with an available pod. */
  readonly available: readonly string[];
  /** Of which programs there are pods: namespace and label `app`. */
  readonly pods: readonly string[];
}

/** Records a moment at each change of a route or a program, until `stop`. */
export async function watchMoments(
  client: KubernetesClient,
): Promise<{ readonly moments: readonly Moment[]; stop(): Promise<void> }> {
  const controller = new AbortController();
  const routes = new Map<string, KubernetesObject>();
  const programs = new Map<string, Program>();
  const pods = new Map<string, KubernetesObject>();
  const moments: Moment[] = [];
  const note = (): void => {
    const withPods = [...programs].filter(([, { spec }]) => (spec?.replicas ?? 1) > 0);
    moments.push({
      routes: [...routes.keys()].toSorted(),
      running: withPods.map(([name]) => name).toSorted(),
      available: [...programs]
        .filter(([, { status }]) => (status?.availableReplicas ?? 0) > 0)
        .map(([name]) => name)
        .toSorted(),
      pods: [
        ...new Set(
          [...pods.values()].map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.labels?.['app'] ?? ''}`),
        ),
      ].toSorted(),
    });
  };
  const follow = <T extends KubernetesObject>(
    type: ResourceType,
    into: Map<string, T>,
    listed: () => void,
  ): Promise<void> =>
    client.observe<T>(type, {
      signal: controller.signal,
      onList: (items) => {
        for (const item of items) into.set(nameOf(type, item), item);
        listed();
      },
      onChange: ({ type: change, object }) => {
        if (change === 'DELETED') into.delete(nameOf(type, object));
        else into.set(nameOf(type, object), object);
        note();
      },
    });
  const lists = [1, 2, 3].map(() => Promise.withResolvers<undefined>());
  const watches = [
    follow(virtualServices, routes, () => lists[0]?.resolve(undefined)),
    follow<Program>(builtInTypes.deployment, programs, () => lists[1]?.resolve(undefined)),
  ];
  watches.push(follow(builtInTypes.pod, pods, () => lists[2]?.resolve(undefined)));
  await Promise.all(lists.map(({ promise }) => promise));
  note();
  return {
    moments,
    async stop() {
      controller.abort();
      await Promise.allSettled(watches);
    },
  };
}

function nameOf({ group, version, kind }: ResourceType, { metadata }: KubernetesObject): string {
  return keyText(keyOf({ apiVersion: `${group}/${version}`, kind, metadata }));
}
