import { join } from 'node:path';
import { dump } from 'js-yaml';

/**
 * The kubeconfig of a pod's own service account: the API server by the
 * variables that every pod has, token and authority by the files of the folder,
 * which Kubernetes renews. Source: Kubernetes documentation, Accessing the
 * Kubernetes API from a Pod. Throws where the variables are missing.
 */
export function serviceAccountKubeconfig(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = environment;
  if (host === undefined)
    throw new Error('it is a folder, and this is no pod of Kubernetes (KUBERNETES_SERVICE_HOST is not set)');
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const name = 'in-cluster';
  return dump({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    contexts: [{ name, context: { cluster: name, user: name } }],
    clusters: [{ name, cluster: { server, 'certificate-authority': join(folder, 'ca.crt') } }],
    users: [{ name, user: { tokenFile: join(folder, 'token') } }],
  });
}
