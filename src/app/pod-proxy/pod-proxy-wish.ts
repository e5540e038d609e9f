import { registryHost } from '../../cluster-proxy/no-proxy/no-proxy-list.ts';
import type { Installation } from '../../installation/installation.ts';
import type { ProxyWish } from '../../kubeflow/pod-proxy/plan-pod-proxy.ts';

/** `spec.proxy` with the registries that the cluster is ordered with: Knative and Katib ask them too, from pods. */
export function podProxyWish({
  cluster,
  proxy,
}: {
  readonly cluster?: Installation['spec']['cluster'] | undefined;
  readonly proxy?: ProxyWish | undefined;
}): ProxyWish | undefined {
  return proxy && { ...proxy, noProxy: [...proxy.noProxy, ...registriesIn(cluster)] };
}

/** Each platform has them in fields of such names. */
const registryField = /Registries$|^registryMirror$/;

function registriesIn(cluster: Installation['spec']['cluster'] | undefined): string[] {
  const own: unknown = Object.entries(cluster ?? {}).find(([name]) => name === cluster?.platform)?.[1];
  return Object.entries((own ?? {}) as Readonly<Record<string, unknown>>)
    .filter(([name]) => registryField.test(name))
    .flatMap(([, value]) => value)
    .filter((value) => typeof value === 'string')
    .map(registryHost);
}
