import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import type { Plan } from '../../plan/plan.ts';
import type { View } from '../cluster-view.ts';

interface Configuration extends KubernetesObject {
  webhooks?: { name: string; clientConfig?: { service?: { namespace: string; name: string } } }[];
}

/**
 * The fix for an unresponsive webhook that is not part of the plan: waiting does
 * not bring it back. Undefined for a webhook of the plan, and until the
 * configurations have been seen: the first call starts to watch them.
 */
export function adviceOnWebhook(webhook: string, { view, plan }: { view: View; plan: Plan }): string | undefined {
  view.observe(builtInTypes.validatingWebhooks);
  view.observe(builtInTypes.mutatingWebhooks);
  const configurations = [
    ...view.list(builtInTypes.validatingWebhooks),
    ...view.list(builtInTypes.mutatingWebhooks),
  ] as Configuration[];
  const found = configurations.find((one) => one.webhooks?.some(({ name }) => name === webhook));
  if (found === undefined) return undefined;
  const { kind, metadata } = found;
  if (plan.objects.some(({ key }) => key.kind === kind && key.name === metadata.name)) return undefined;
  const service = found.webhooks?.find(({ name }) => name === webhook)?.clientConfig?.service;
  const start =
    service === undefined
      ? 'Start the program behind it'
      : `Start the pods behind its service ${service.namespace}/${service.name}`;
  return `The webhook belongs to ${kind} ${metadata.name}, which is not part of this installation. ${start}, or, if its software is gone: \`kubectl delete ${kind.toLowerCase()} ${metadata.name}\``;
}
