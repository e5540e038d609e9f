import { isIP } from 'node:net';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { Release } from '../release/release.ts';

interface ProxyPlace {
  readonly host: string;
  readonly port: number;
}

/** Where the proxies are, each once. */
export function placesOf(addresses: readonly (string | undefined)[]): ProxyPlace[] {
  const places = addresses.flatMap((text) => {
    if (text === undefined) return [];
    const { hostname, port, protocol } = new URL(text);
    return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port || (protocol === 'https:' ? 443 : 80)) };
  });
  return [...new Map(places.map((place) => [`${place.host} ${place.port}`, place])).values()];
}

/**
 * Tells Istio that what goes to the proxy is TCP. A sidecar takes `CONNECT` for a request to the services that have the
 * same port, and refuses it. Only an address can be told so: a name would take the port from those services.
 * Source: istio.io, Using an External HTTPS Proxy.
 */
export function meshEntries(places: readonly ProxyPlace[]): KubernetesObject[] {
  return places
    .filter(({ host }) => isIP(host) !== 0)
    .map(({ host, port }) => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'ServiceEntry',
      metadata: { name: `mlanywhere-proxy-${port}`, namespace: 'istio-system' },
      spec: {
        hosts: [`proxy-${port}.mlanywhere.invalid`],
        addresses: [host],
        ports: [{ number: port, name: 'tcp-proxy', protocol: 'TCP' }],
        location: 'MESH_EXTERNAL',
        resolution: 'NONE',
      },
    }));
}

interface Ports {
  readonly ports?: readonly { readonly port: number }[];
}

/** What to know of a proxy with a name and a port that services of the release have too. */
export function notesOnMesh(places: readonly ProxyPlace[], { objects }: Pick<Release, 'objects'>): string[] {
  const named = places.filter(({ host }) => isIP(host) === 0);
  if (named.length === 0) return [];
  const taken = new Set(
    objects
      .filter(({ key }) => key.kind === 'Service')
      .flatMap(({ object }) => (object['spec'] as Ports).ports ?? [])
      .map(({ port }) => port),
  );
  return named
    .filter(({ port }) => taken.has(port))
    .map(
      ({ host, port }) =>
        `Services of Kubeflow have the port ${port} of the proxy ${host} too: sidecars of Istio can refuse requests to the proxy. Name the proxy by its IP address, then MLAnywhere tells Istio about it.`,
    );
}
