import { sayUnreachable } from '../../../kubeflow/plan/unreachable-webhooks.ts';
import { webhooksOf } from '../../../kubeflow/plan/requirements/webhook.ts';
import type { NetworkPolicy } from '../../cluster-facts.ts';
import { passed, warning, type Check, type CheckContext, type Finding } from '../../check.ts';
import { bodyOf } from '../../planned.ts';

export const webhookReachabilityCheck: Check = {
  id: 'webhook-reachability',
  title: 'Way from the API server to the webhooks',
  severity: 'informs',
  why: 'The API server calls webhooks from outside of the pods. A NetworkPolicy that admits pods only keeps it out, and objects are rejected after a timeout.',
  todo: 'Leave the patch for webhook policies on, or admit the API server with a rule without `from`.',
  look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
    const own = new Set(
      plan.objects.flatMap(({ key }) => (key.kind === 'NetworkPolicy' ? [`${key.namespace ?? ''}/${key.name}`] : [])),
    );
    const namespaces = new Set(
      plan.objects
        .filter(({ key }) => key.kind.endsWith('WebhookConfiguration'))
        .flatMap((planned) => webhooksOf(bodyOf(planned)).map(({ service }) => service.namespace)),
    );
    const strange = (await facts.networkPolicies())
      .filter(({ metadata }) => namespaces.has(metadata.namespace ?? ''))
      .map((policy) => ({ policy, name: `${policy.metadata.namespace ?? ''}/${policy.metadata.name}` }))
      .filter(({ policy, name }) => !own.has(name) && isolatesAll(policy));
    const evidence = [
      ...plan.unreachableWebhooks.map(sayUnreachable),
      ...(strange.length === 0
        ? []
        : [
            `The API server may not reach the webhooks of this plan: ${strange.map(({ name }) => name).join(', ')} isolates every pod of the namespace.`,
          ]),
    ];
    return evidence.length === 0
      ? passed('No NetworkPolicy keeps the API server from a webhook of this plan.')
      : warning(
          evidence.join(' '),
          'Add a NetworkPolicy for these pods that admits the port of the webhook from everywhere.',
        );
  },
};

/** Selects every pod for incoming traffic, and no rule admits what is no pod. */
function isolatesAll({ spec }: NetworkPolicy): boolean {
  const { podSelector = {}, policyTypes = ['Ingress'], ingress = [] } = spec ?? {};
  const selectsAll =
    Object.keys(podSelector.matchLabels ?? {}).length + (podSelector.matchExpressions ?? []).length === 0;
  const admits = ingress.some(
    ({ from = [] }) => from.length === 0 || from.some(({ ipBlock }) => ipBlock !== undefined),
  );
  return selectsAll && policyTypes.includes('Ingress') && !admits;
}
