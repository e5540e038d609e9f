import { keyText, type KubernetesObject, type ObjectKey } from '../../../kubernetes/objects/object.ts';

/** A VirtualService as far as its claims are read. Source: networking.istio.io/v1 VirtualService. */
export interface VirtualService extends KubernetesObject {
  spec?: {
    hosts?: readonly string[];
    gateways?: readonly string[];
    http?: readonly HttpRoute[];
  };
}

export interface HttpRoute {
  readonly match?: readonly { uri?: Readonly<Record<string, string>> }[];
  readonly route?: readonly { destination?: { host?: string } }[];
}

/** A way through a gateway that one VirtualService claims for itself. */
interface Claim {
  /** Gateway, host and path in one text: equal where two claims collide. */
  readonly id: string;
  /** For people: `/kserve-endpoints/`. */
  readonly path: string;
}

export function isVirtualService({ kind, apiVersion }: ObjectKey | KubernetesObject): boolean {
  return kind === 'VirtualService' && apiVersion.startsWith('networking.istio.io/');
}

/** What a VirtualService claims. Without gateways it routes inside the mesh only, where each host is its own. */
export function claimsOf(object: KubernetesObject): Claim[] {
  const { metadata, spec: { hosts = [], gateways = ['mesh'], http = [] } = {} } = object as VirtualService;
  const paths = http.flatMap(({ match }) =>
    match === undefined ? ['/'] : match.flatMap(({ uri }) => (uri === undefined ? ['/'] : Object.values(uri))),
  );
  return gateways.flatMap((gateway) => {
    const full = gateway === 'mesh' || gateway.includes('/') ? gateway : `${metadata.namespace ?? ''}/${gateway}`;
    return hosts.flatMap((host) => paths.map((path) => ({ id: `${full} ${host} ${path}`, path })));
  });
}

/** The services that it routes to: `name` and the namespace, from any form of the host. */
export function destinationsOf(object: KubernetesObject): { readonly namespace: string; readonly name: string }[] {
  const { metadata, spec: { http = [] } = {} } = object as VirtualService;
  const hosts = http.flatMap(({ route = [] }) => route.flatMap(({ destination }) => destination?.host ?? []));
  return [...new Set(hosts)].flatMap((host) => {
    const [name = '', namespace = metadata.namespace ?? ''] = host.split('.');
    return name === '' || name === '*' ? [] : [{ namespace, name }];
  });
}

/** A path that passes from a VirtualService which goes to one which comes. */
export interface HandOver {
  readonly path: string;
  readonly from: ObjectKey;
  readonly to: ObjectKey;
}

/** Two VirtualServices that claim the same way get no order from Istio: they must lead to the same place for as long as both are there. */
export function findHandOvers(
  going: readonly { readonly key: ObjectKey; readonly object: KubernetesObject }[],
  coming: readonly { readonly key: ObjectKey; readonly object: KubernetesObject }[],
): HandOver[] {
  const claimed = coming.flatMap(({ key, object }) => claimsOf(object).map(({ id }) => [id, key] as const));
  const byClaim = new Map(claimed);
  const found = going.flatMap(({ key: from, object }) =>
    claimsOf(object).flatMap(({ id, path }): HandOver[] => {
      const to = byClaim.get(id);
      return to === undefined ? [] : [{ path, from, to }];
    }),
  );
  return [...new Map(found.map((one) => [`${keyText(one.from)} ${keyText(one.to)} ${one.path}`, one])).values()];
}
