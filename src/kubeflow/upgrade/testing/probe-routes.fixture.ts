import { setTimeout as pause } from 'node:timers/promises';
import type { KubernetesClient } from '../../../kubernetes/client.ts';
import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject, ResourceType } from '../../../kubernetes/objects/object.ts';
import { claimsOf, destinationsOf, type VirtualService } from '../compute/routes.ts';

/** What a prober saw of the ways through gateways: gateway, host and path in one text. */
export interface ProbedRoutes {
  /** How often it looked: at each change of a VirtualService, and each second. */
  readonly looks: number;
  /** Ways that were there at the first and the last look. */
  readonly lasting: readonly string[];
  /** Of these, ways that no VirtualService had at some look. */
  readonly lost: readonly string[];
  /** Ways that two VirtualServices had at some look, and that led to different places. */
  readonly disputed: readonly string[];
  /** Lasting ways that led to a Service without a ready endpoint at some look. */
  readonly unanswered: readonly string[];
}

export const virtualServices: ResourceType = {
  group: 'networking.istio.io',
  version: 'v1',
  kind: 'VirtualService',
  plural: 'virtualservices',
  namespaced: true,
};

interface EndpointSlice extends KubernetesObject {
  endpoints?: readonly { conditions?: { ready?: boolean } }[] | null;
}

/** Asks the API server, until `stop`, which VirtualService has each way, where it leads, and whether that answers. */
export async function probeRoutes(client: KubernetesClient): Promise<{ stop(): Promise<ProbedRoutes> }> {
  const controller = new AbortController();
  const { signal } = controller;
  const routes = new Map<string, KubernetesObject>();
  const looks: Look[] = [];
  const listed = Promise.withResolvers<undefined>();
  const nameOf = ({ metadata: { namespace = '', name } }: KubernetesObject): string => `${namespace}/${name}`;
  const changes = client.observe<KubernetesObject>(virtualServices, {
    signal,
    onList: (items) => {
      for (const item of items) routes.set(nameOf(item), item);
      looks.push(lookAt(routes.values()));
      listed.resolve(undefined);
    },
    onChange: ({ type, object }) => {
      if (type === 'DELETED') routes.delete(nameOf(object));
      else routes.set(nameOf(object), object);
      looks.push(lookAt(routes.values()));
    },
  });
  await listed.promise;
  const silent = new Set<string>();
  const eachSecond = async (): Promise<void> => {
    while (!signal.aborted) {
      const look = lookAt((await client.list<KubernetesObject>(virtualServices, { signal })).values());
      const answering = await answeringServices(client, signal);
      for (const [way, places] of look) {
        const services = [...places].flatMap((place) => place.split(' '));
        if (!services.every((service) => answering.has(service))) silent.add(way);
      }
      looks.push(look);
      await pause(1000, undefined, { signal });
    }
  };
  const asked = eachSecond();
  return {
    async stop() {
      controller.abort();
      await Promise.allSettled([changes, asked]);
      const [first, last] = [looks[0], looks.at(-1)];
      const lasting = [...(first?.keys() ?? [])].filter((way) => last?.has(way) === true);
      return {
        looks: looks.length,
        lasting,
        lost: lasting.filter((way) => looks.some((look) => !look.has(way))),
        disputed: [...new Set(looks.flatMap((look) => [...look].flatMap(([way, to]) => (to.size > 1 ? [way] : []))))],
        unanswered: lasting.filter((way) => silent.has(way)),
      };
    },
  };
}

/** Each way with the places to which VirtualServices lead it: one each, its services in one text. */
type Look = ReadonlyMap<string, ReadonlySet<string>>;

function lookAt(objects: Iterable<KubernetesObject>): Look {
  const look = new Map<string, Set<string>>();
  for (const object of objects as Iterable<VirtualService>)
    for (const route of object.spec?.http ?? []) {
      const only: VirtualService = { ...object, spec: { ...object.spec, http: [route] } };
      const place = destinationsOf(only)
        .map(({ namespace, name }) => `${namespace}/${name}`)
        .join(' ');
      for (const { id } of claimsOf(only)) look.set(id, (look.get(id) ?? new Set()).add(place));
    }
  return look;
}

/** `namespace/name` of the services that have a ready endpoint. */
async function answeringServices(client: KubernetesClient, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const slices = await client.list<EndpointSlice>(builtInTypes.endpointSlice, { signal });
  return new Set(
    slices
      .filter(({ endpoints }) => (endpoints ?? []).some(({ conditions }) => conditions?.ready === true))
      .map(
        ({ metadata: { namespace = '', labels } }) => `${namespace}/${labels?.['kubernetes.io/service-name'] ?? ''}`,
      ),
  );
}
