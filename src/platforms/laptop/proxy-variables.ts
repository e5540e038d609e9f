import type { Installation } from '../../installation/installation.ts';

/** Always around the proxy: this machine, and what has no way through it. */
const localNames = ['localhost', '127.0.0.1', '.svc', '.cluster.local'];

/** The variables that name the cluster's proxy. kind and minikube pass those of their own environment to the nodes. Empty without a proxy. */
export function proxyVariables(
  proxy: Installation['spec']['proxy'],
  further: readonly string[] = [],
): Record<string, string> {
  if (proxy?.http === undefined && proxy?.https === undefined) return {};
  const { http, https, noProxy } = proxy;
  return {
    ...(http !== undefined && { HTTP_PROXY: http, http_proxy: http }),
    ...(https !== undefined && { HTTPS_PROXY: https, https_proxy: https }),
    ...both('NO_PROXY', [...new Set([...noProxy, ...localNames, ...further])].join(',')),
  };
}

function both(name: string, value: string): Record<string, string> {
  return { [name]: value, [name.toLowerCase()]: value };
}
