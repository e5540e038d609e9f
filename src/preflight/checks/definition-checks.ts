import { conversionOff } from '../../errors/catalogue/kubernetes-errors.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { PlannedObject } from '../../kubeflow/plan/plan.ts';
import { failed, passed, sayCommands, warning, type Check, type CheckContext, type Finding } from '../check.ts';
import type { ApiService, Definition } from '../cluster-facts.ts';
import { bodyOf } from '../planned.ts';

/** Questions about APIs that are in the cluster already: definitions of the same kinds, and APIs of programs. */
export const definitionChecks: readonly Check[] = [
  {
    id: 'definition-conversions',
    title: 'Conversions of existing CRDs',
    severity: 'blocks',
    why: 'The API server does not let a CRD lose half of a conversion between its versions.',
    todo: 'Remove the conversion webhooks with the commands of the finding.',
    look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
      const clashes = (await facts.survey(plan)).found
        .filter((one) => hasWebhook(one.object) && wantsNone(one.planned))
        .map(({ planned }) => planned.key.name);
      if (clashes.length === 0)
        return passed('The conversions of existing CRDs can be changed to those of this release.');
      return failed(
        `Converted by a webhook in the cluster, and not converted in this release: ${clashes.join(', ')}.`,
        `Remove the webhooks: ${sayCommands(clashes.map(conversionOff))}`,
      );
    },
  },
  {
    id: 'aggregated-apis',
    title: 'APIs of programs in the cluster',
    severity: 'blocks',
    why: 'A registered API that does not answer blocks the deletion of namespaces and hides its kinds.',
    todo: 'Start the programs behind the APIs, or delete leftover registrations.',
    look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
      const down = (await facts.apiServices()).filter((one) => one.spec?.service && unavailable(one) !== undefined);
      if (down.length === 0) return passed('Every registered API answers.');
      const evidence = `Registered and not answering: ${down.map((one) => `${one.metadata.name} (${unavailable(one) ?? ''})`).join('; ')}.`;
      const fix = `Start the programs behind them, or delete the leftover registrations: ${sayCommands(down.map((one) => `kubectl delete apiservice ${one.metadata.name}`))}`;
      const groups = new Set(plan.objects.map(({ type }) => type.group));
      return down.some((one) => groups.has(one.spec?.group ?? '')) ? failed(evidence, fix) : warning(evidence, fix);
    },
  },
];

function hasWebhook(found: KubernetesObject | undefined): boolean {
  return found !== undefined && (found as Definition).spec?.conversion?.strategy === 'Webhook';
}

/** A release that says nothing about a conversion leaves the one that is there. */
function wantsNone(planned: PlannedObject): boolean {
  return (bodyOf(planned) as Definition).spec?.conversion?.strategy === 'None';
}

/** Why an API is not available, as the cluster says it; undefined when it is. */
export function unavailable({ status }: ApiService): string | undefined {
  const available = status?.conditions?.find(({ type }) => type === 'Available');
  return available?.status === 'False'
    ? `${available.reason ?? 'not available'}: ${available.message ?? 'no reason given'}`
    : undefined;
}
