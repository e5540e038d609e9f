import type { KubernetesClient } from '../../kubernetes/client.ts';
import { apiVersionOf, keyText, type ResourceType } from '../../kubernetes/objects/object.ts';
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

/**
 * Removes what an earlier access of this installation added and the plan does not have. Objects of others stay.
 * Looks only at what was sent before: else every install would need rights to kinds that it never uses.
 * Returns what it removed.
 */
export async function removeStaleAccess(request: {
  readonly client: KubernetesClient;
  readonly plan: Plan;
  /** Objects of the installation as it was last installed, as `keyText` has them. */
  readonly sentBefore: ReadonlySet<string>;
  readonly installation: string;
  readonly signal: AbortSignal;
}): Promise<string[]> {
  const { client, plan, sentBefore, installation, signal } = request;
  const planned = new Set(plan.objects.map(({ key }) => keyText(key)));
  const isStale = (text: string): boolean => sentBefore.has(text) && !planned.has(text);
  const removed: string[] = [];
  for (const { type, names } of addable) {
    for (const name of names) {
      const place = { namespace: entrance.namespace, name };
      const key = { apiVersion: apiVersionOf(type), kind: type.kind, ...place };
      if (!isStale(keyText(key))) continue;
      // A kind that is not served answers as an object that is not there.
      const found = await client.get(type, place, { signal });
      if (found?.metadata.labels?.[installationLabel] !== installation) continue;
      if (await client.delete(type, place, { signal })) removed.push(keyText(key));
    }
  }
  return removed;
}
