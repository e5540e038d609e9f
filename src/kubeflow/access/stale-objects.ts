import type { KubernetesClient } from '../../kubernetes/client.ts';
import { keyText, type ResourceType } from '../../kubernetes/objects/object.ts';
import { installationLabel } from '../plan/marks.ts';
import type { Plan } from '../plan/plan.ts';
import { entrance } from './access.ts';

const certManager = { group: 'cert-manager.io', version: 'v1', namespaced: true } as const;
const gatewayApi = { group: 'gateway.networking.k8s.io', version: 'v1', namespaced: true } as const;
const networking = { group: 'networking.k8s.io', version: 'v1', namespaced: true } as const;

/** Everything that an access can add, routes first: nothing leads to Kubeflow by a way that was taken back. */
const addable: readonly { readonly type: ResourceType; readonly names: readonly string[] }[] = [
  { type: { ...networking, kind: 'Ingress', plural: 'ingresses' }, names: ['kubeflow-access'] },
  {
    type: { ...gatewayApi, kind: 'HTTPRoute', plural: 'httproutes' },
    names: ['kubeflow-access', 'kubeflow-access-redirect'],
  },
  { type: { ...gatewayApi, kind: 'Gateway', plural: 'gateways' }, names: ['kubeflow-access'] },
  {
    type: { ...networking, kind: 'NetworkPolicy', plural: 'networkpolicies' },
    names: ['kubeflow-access', 'kubeflow-access-acme'],
  },
  {
    type: { ...certManager, kind: 'Certificate', plural: 'certificates' },
    names: ['kubeflow-access', 'kubeflow-access-ca'],
  },
  {
    type: { ...certManager, kind: 'Issuer', plural: 'issuers' },
    names: ['kubeflow-access-ca', 'kubeflow-access-acme'],
  },
  {
    type: { group: '', version: 'v1', namespaced: true, kind: 'Secret', plural: 'secrets' },
    names: ['kubeflow-access-files', 'kubeflow-access-dns'],
  },
];

/** Removes what an earlier access of this installation added and the plan does not have. Objects of others stay. Returns what it removed. */
export async function removeStaleAccess(request: {
  readonly client: KubernetesClient;
  readonly plan: Plan;
  readonly installation: string;
  readonly signal: AbortSignal;
}): Promise<string[]> {
  const { client, plan, installation, signal } = request;
  const planned = new Set(plan.objects.map(({ type, key }) => `${type.plural}.${type.group}/${key.name}`));
  const removed: string[] = [];
  for (const { type, names } of addable) {
    const stale = names.filter((name) => !planned.has(`${type.plural}.${type.group}/${name}`));
    for (const name of stale) {
      const place = { namespace: entrance.namespace, name };
      // A kind that is not served answers as an object that is not there.
      const found = await client.get(type, place, { signal });
      if (found?.metadata.labels?.[installationLabel] !== installation) continue;
      if (await client.delete(type, place, { signal })) removed.push(keyText({ ...found, ...found.metadata }));
    }
  }
  return removed;
}
