import { eventually } from '../../sandbox/eventually.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import type { ResourceType } from '../../src/kubernetes/objects/object.ts';
import { isWorkload } from '../../src/kubeflow/install/readiness-tracker.ts';
import type { Plan, PlannedObject } from '../../src/kubeflow/plan/plan.ts';

const pods: ResourceType = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };
const claims: ResourceType = { ...pods, kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims' };
const namespaces: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  namespaced: false,
};

/**
 * Makes the cluster as it was before an install: webhooks first, so that they
 * refuse nothing any more; custom resources while what converts them still
 * runs; then what has pods and claims, since Kubernetes looks at a namespace
 * with some left in it only every 8 to 16 s.
 */
export async function removePlan(client: KubernetesClient, plan: Plan): Promise<void> {
  const wide = plan.objects.filter(({ type }) => !type.namespaced);
  const [webhooks, others] = [wide.filter(isWebhook), wide.filter((one) => !isWebhook(one))];
  const made = plan.gates.flatMap((gate) =>
    gate.kind === 'namespace-active' ? [{ type: namespaces, key: { name: gate.namespace } }] : [],
  );
  const remove = (
    objects: readonly { type: ResourceType; key: { namespace?: string | undefined; name: string } }[],
  ): Promise<unknown> =>
    Promise.all(
      objects.map(({ type, key: { namespace, name } }) =>
        client.delete(type, { ...(namespace !== undefined && { namespace }), name }).catch(() => undefined),
      ),
    );
  const definitions = new Set(
    wide.filter(({ key }) => key.kind === 'CustomResourceDefinition').map(({ key }) => key.name),
  );
  const isCustom = ({ type }: PlannedObject): boolean => definitions.has(`${type.plural}.${type.group}`);
  await remove(webhooks);
  await remove(plan.objects.filter(isCustom));
  await remove(plan.objects.filter((one) => isWorkload(one) && !isCustom(one)));
  await remove((await client.listMetadata(claims)).map((key) => ({ type: claims, key })));
  await eventually(
    async () => (await Promise.all([pods, claims].map((type) => client.listMetadata(type)))).flat().length === 0,
    120,
  );
  await remove([...others.filter((one) => !isCustom(one)), ...made]);
  await eventually(async () => {
    const left = await Promise.all([...wide, ...made].map(({ type, key }) => client.get(type, { name: key.name })));
    return left.every((one) => one === undefined);
  }, 120);
}

function isWebhook({ key }: PlannedObject): boolean {
  return key.kind.endsWith('WebhookConfiguration');
}
