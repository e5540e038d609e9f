import { eventually } from '../../sandbox/eventually.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import type { ResourceType } from '../../src/kubernetes/object.ts';
import type { Plan, PlannedObject } from '../../src/kubeflow/plan/plan.ts';

const namespaces: ResourceType = { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false };

/** Makes the cluster as it was before an install: webhooks first, so that they refuse nothing any more. */
export async function removePlan(client: KubernetesClient, plan: Plan): Promise<void> {
  const wide = plan.objects.filter(({ type }) => !type.namespaced);
  const [webhooks, others] = [wide.filter(isWebhook), wide.filter((one) => !isWebhook(one))];
  const made = plan.gates.flatMap((gate) => (gate.kind === 'namespace-active' ? [{ type: namespaces, key: { name: gate.namespace } }] : []));
  for (const group of [webhooks, [...others, ...made]])
    await Promise.all(group.map(({ type, key }) => client.delete(type, { name: key.name }).catch(() => undefined)));
  await eventually(async () => {
    const left = await Promise.all([...wide, ...made].map(({ type, key }) => client.get(type, { name: key.name })));
    return left.every((one) => one === undefined);
  }, 120);
}

function isWebhook({ key }: PlannedObject): boolean {
  return key.kind.endsWith('WebhookConfiguration');
}
