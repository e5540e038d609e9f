import { eventually } from '../../sandbox/eventually.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import type { ResourceType } from '../../src/kubernetes/object.ts';
import { isWorkload } from '../../src/kubeflow/install/readiness-tracker.ts';
import type { Plan, PlannedObject } from '../../src/kubeflow/plan/plan.ts';

const pods: ResourceType = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };
const namespaces: ResourceType = { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false };

/**
 * Makes the cluster as it was before an install: webhooks first, so that they
 * refuse nothing any more, then workloads until their pods are gone: Kubernetes
 * looks at a namespace with pods in it only every 16 s.
 */
export async function removePlan(client: KubernetesClient, plan: Plan): Promise<void> {
  const wide = plan.objects.filter(({ type }) => !type.namespaced);
  const [webhooks, others] = [wide.filter(isWebhook), wide.filter((one) => !isWebhook(one))];
  const made = plan.gates.flatMap((gate) => (gate.kind === 'namespace-active' ? [{ type: namespaces, key: { name: gate.namespace } }] : []));
  const remove = (objects: readonly { type: ResourceType; key: { namespace?: string | undefined; name: string } }[]): Promise<unknown> =>
    Promise.all(objects.map(({ type, key: { namespace, name } }) => client.delete(type, { ...(namespace !== undefined && { namespace }), name }).catch(() => undefined)));
  await remove(webhooks);
  await remove(plan.objects.filter(isWorkload));
  await eventually(async () => (await client.listMetadata(pods)).length === 0, 120);
  await remove([...others, ...made]);
  await eventually(async () => {
    const left = await Promise.all([...wide, ...made].map(({ type, key }) => client.get(type, { name: key.name })));
    return left.every((one) => one === undefined);
  }, 120);
}

function isWebhook({ key }: PlannedObject): boolean {
  return key.kind.endsWith('WebhookConfiguration');
}
