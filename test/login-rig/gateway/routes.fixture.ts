import type { KubernetesObject } from '../../../src/kubernetes/objects/object.ts';
import { specsOf } from '../login-objects.fixture.ts';

interface HttpRoute {
  readonly match?: readonly { readonly uri?: { readonly prefix?: string; readonly exact?: string } }[];
  readonly rewrite?: { readonly uri?: string };
  readonly headers?: {
    readonly request?: { readonly add?: Record<string, string>; readonly set?: Record<string, string> };
  };
  readonly route?: readonly {
    readonly destination: { readonly host: string; readonly port?: { readonly number: number } };
  }[];
}

interface VirtualService {
  readonly gateways?: readonly string[];
  readonly hosts?: readonly string[];
  readonly http?: readonly HttpRoute[];
}

/** Where a request goes, and how it is changed on the way. */
export interface Route {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const gatewayName = 'kubeflow/kubeflow-gateway';

interface Candidate {
  readonly route: HttpRoute;
  readonly uri: Uri;
}

/** The route of a path by the VirtualServices of Kubeflow's gateway. Undefined where there is none: Envoy answers 404. */
export function routeOf(objects: readonly KubernetesObject[], path: string, host: string): Route | undefined {
  const [pathname = '', query] = path.split('?');
  const found = candidates(objects, host).find(({ uri }) => fits(uri, pathname));
  const destination = found?.route.route?.[0]?.destination;
  if (found === undefined || destination === undefined) return undefined;
  const { add, set } = found.route.headers?.request ?? {};
  const rewritten = rewrite(found, pathname);
  return {
    host: destination.host,
    port: destination.port?.number ?? 80,
    path: query === undefined ? rewritten : `${rewritten}?${query}`,
    headers: { ...add, ...set },
  };
}

/** Istio puts routes that catch all at the end; else the first that fits counts. */
function candidates(objects: readonly KubernetesObject[], host: string): Candidate[] {
  const routes = specsOf<VirtualService>(objects, 'VirtualService')
    .filter(({ metadata, spec: { gateways = [], hosts = [] } }) => {
      const names = gateways.map((one) => (one.includes('/') ? one : `${metadata.namespace ?? ''}/${one}`));
      return names.includes(gatewayName) && hosts.some((one) => one === '*' || one === host);
    })
    .flatMap(({ spec }) => spec.http ?? [])
    .flatMap((route) => (route.match ?? [{}]).map(({ uri }) => ({ route, uri })));
  return [...routes.filter(({ uri }) => !catchesAll(uri)), ...routes.filter(({ uri }) => catchesAll(uri))];
}

function rewrite({ route, uri }: Candidate, pathname: string): string {
  const matched = uri?.prefix ?? uri?.exact ?? '';
  return route.rewrite?.uri === undefined ? pathname : route.rewrite.uri + pathname.slice(matched.length);
}

type Uri = { readonly prefix?: string; readonly exact?: string } | undefined;

function catchesAll(uri: Uri): boolean {
  return uri === undefined || uri.prefix === '/';
}

function fits(uri: Uri, pathname: string): boolean {
  if (uri?.exact !== undefined) return uri.exact === pathname;
  return pathname.startsWith(uri?.prefix ?? '');
}
