import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { claimsOf, type HttpRoute, type VirtualService } from './routes.ts';

/** The routes of a VirtualService that goes, while another takes over its paths. */
export interface SharedRoutes {
  /** Before the other one is there: each path that it takes over leads where the other one leads. */
  readonly during: readonly HttpRoute[];
  /** When the other one is there: what it does not take over. */
  readonly after: readonly HttpRoute[];
}

/**
 * How paths pass from one VirtualService to another without a moment at which
 * none of them has them. Istio gives two VirtualServices with the same path no
 * order, so for as long as both are there, both lead to the same place.
 */
export function shareRoutes(going: KubernetesObject, coming: KubernetesObject): SharedRoutes {
  const taken = new Set(claimsOf(coming).map(({ id }) => id));
  const isTaken = (match: readonly Match[] | undefined): boolean =>
    claimsOf(withHttp(going, [match === undefined ? {} : { match }])).every(({ id }) => taken.has(id));
  const after = httpOf(going).flatMap((route): HttpRoute[] => {
    if (route.match === undefined) return isTaken(undefined) ? [] : [route];
    const match = route.match.filter((one) => !isTaken([one]));
    return match.length === 0 ? [] : [{ ...route, match }];
  });
  return { during: [...httpOf(coming).map((route) => qualified(route, coming)), ...after], after };
}

type Match = NonNullable<HttpRoute['match']>[number];

function httpOf({ spec: { http = [] } = {} }: VirtualService): readonly HttpRoute[] {
  return http;
}

function withHttp(object: VirtualService, http: readonly HttpRoute[]): KubernetesObject {
  return { ...object, spec: { ...object.spec, http } };
}

/** A short name of a service means one in the namespace of its VirtualService. Source: Istio, `Destination.host`. */
function qualified<T>(value: T, from: KubernetesObject): T {
  if (Array.isArray(value)) return value.map((item: unknown) => qualified(item, from)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [
      name,
      (name === 'destination' || name === 'mirror') && isShort(inner)
        ? { ...inner, host: `${inner.host}.${from.metadata.namespace ?? 'default'}.svc.cluster.local` }
        : qualified(inner, from),
    ]),
  ) as T;
}

function isShort(value: unknown): value is { readonly host: string } {
  const { host } = (value ?? {}) as { host?: unknown };
  return typeof host === 'string' && host !== '' && !host.includes('.');
}
