import { conversionOff } from '../../errors/catalogue/kubernetes-errors.ts';
import { isAskedAbout, webhooksOf, type Webhook } from '../../kubeflow/plan/requirements/webhook.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { servedServices } from '../../kubernetes/readiness/served-services.ts';
import { failed, passed, sayCommands, warning, type Check, type CheckContext, type Finding } from '../check.ts';
import type { ClusterFacts, Definition } from '../cluster-facts.ts';
import { workloadsOf, writesOf, type PlannedWrite } from '../planned.ts';

/** A webhook nobody answers for. */
interface DeadWebhook {
  /** What it is, in words: `pods.example.org of MutatingWebhookConfiguration old`. */
  readonly name: string;
  readonly why: string;
  /** The command that takes it away. */
  readonly command: string;
  /** `blocks`: objects or pods of the plan would be refused; `may`: conditions decide that; `spares`: it is asked about nothing of the plan. */
  readonly effect: 'blocks' | 'may' | 'spares';
}

/** Questions about webhooks that were in the cluster before. */
export const webhookChecks: readonly Check[] = [
  {
    id: 'webhooks-alive',
    title: 'Webhooks that do not answer',
    severity: 'blocks',
    why: 'While a fail-closed or conversion webhook does not answer, the API server rejects the objects it guards or converts.',
    todo: 'Start the programs behind the webhooks, or delete leftover configurations.',
    look: async (context: CheckContext): Promise<Finding> => {
      const services = await readServices(context.facts);
      const dead = [...(await deadAdmission(context, services)), ...(await deadConversions(context, services))];
      if (dead.length === 0) return passed('Every webhook that this installation calls has a running program.');
      const worst = (['blocks', 'may', 'spares'] as const).find((effect) => dead.some((one) => one.effect === effect));
      const shown = dead.filter(({ effect }) => effect === worst);
      const evidence = `${shown.map(({ name, why }) => `${name}: ${why}`).join('. ')}.`;
      const fix = `Start the programs behind them. If their software is gone: ${sayCommands(shown.map(({ command }) => command))}`;
      if (worst === 'blocks')
        return failed(`Would be asked about this installation and cannot answer: ${evidence}`, fix);
      return warning(
        worst === 'may'
          ? `May be asked about this installation and cannot answer: ${evidence}`
          : `Cannot answer, but are not asked about anything of this installation: ${evidence}`,
        fix,
      );
    },
  },
];

type ServiceName = { readonly namespace: string; readonly name: string };

/** Why a service of the cluster gives no answer; undefined when it does. */
type WhySilent = (service: ServiceName) => string | undefined;

async function readServices(facts: ClusterFacts): Promise<WhySilent> {
  const services = new Map(
    (await facts.services()).map((one) => [`${one.metadata.namespace ?? ''}/${one.metadata.name}`, one]),
  );
  const answering = servedServices(await facts.endpointSlices());
  return ({ namespace, name }) => {
    const place = `${namespace}/${name}`;
    const service = services.get(place);
    if (service === undefined) return `its service ${place} does not exist`;
    // An ExternalName leads out of the cluster and has no endpoints.
    return answering.has(place) || service.spec?.type === 'ExternalName'
      ? undefined
      : `no pod behind its service ${place} is ready`;
  };
}

async function deadAdmission({ facts, plan }: CheckContext, whySilent: WhySilent): Promise<DeadWebhook[]> {
  const writes = writesOf(plan, await facts.namespaces());
  const brought = broughtServices(plan);
  return (await facts.webhookConfigurations()).flatMap((configuration) =>
    webhooksOf(configuration).flatMap((webhook): DeadWebhook[] => {
      const why = webhook.failClosed ? whySilent(webhook.service) : undefined;
      if (why === undefined) return [];
      const asked = writes.filter((write) => isAskedAbout(webhook, write));
      const backing = brought.get(`${webhook.service.namespace}/${webhook.service.name}`);
      // The plan brings the program itself, and what the webhook guards is sent after it: dead only if it guards its own program.
      if (backing !== undefined && !asked.some((write) => write.pod && backing.has(write.of))) return [];
      const { kind, name } = webhook.configuration;
      const command = `kubectl delete ${kind.toLowerCase()} ${name}`;
      return [
        { name: `${webhook.name} of ${kind} ${name}`, why, command, effect: effectOn(asked, webhook, configuration) },
      ];
    }),
  );
}

function effectOn(
  asked: readonly PlannedWrite[],
  { name }: Webhook,
  configuration: KubernetesObject,
): DeadWebhook['effect'] {
  if (asked.length === 0) return 'spares';
  const { webhooks = [] } = configuration as { webhooks?: { name: string; matchConditions?: unknown[] }[] };
  return (webhooks.find((one) => one.name === name)?.matchConditions?.length ?? 0) > 0 ? 'may' : 'blocks';
}

/** Definitions of the plan that the cluster has, with a conversion that nobody does. */
async function deadConversions({ facts, plan }: CheckContext, whySilent: WhySilent): Promise<DeadWebhook[]> {
  const brought = broughtServices(plan);
  return (await facts.survey(plan)).found.flatMap(({ planned, object }): DeadWebhook[] => {
    if (object === undefined) return [];
    const { strategy, webhook } = (object as Definition).spec?.conversion ?? {};
    const service = webhook?.clientConfig?.service;
    if (
      planned.serves === undefined ||
      strategy !== 'Webhook' ||
      service === undefined ||
      brought.has(`${service.namespace}/${service.name}`)
    )
      return [];
    const why = whySilent(service);
    const { name } = planned.key;
    return why === undefined
      ? []
      : [
          {
            name: `conversion of CustomResourceDefinition ${name}`,
            why,
            command: conversionOff(name),
            effect: 'blocks',
          },
        ];
  });
}

/** Services that the plan brings, with the workloads whose pods stand behind them. */
function broughtServices(plan: CheckContext['plan']): ReadonlyMap<string, ReadonlySet<string>> {
  const workloads = workloadsOf(plan);
  return new Map(
    plan.objects
      .filter(({ key }) => key.kind === 'Service')
      .map(({ key: { namespace = '', name }, body }) => {
        const { selector = {} } = (JSON.parse(body) as { spec?: { selector?: Record<string, string> } }).spec ?? {};
        const wanted = Object.entries(selector);
        const behind = workloads.filter(
          (one) =>
            one.namespace === namespace &&
            wanted.length > 0 &&
            wanted.every(([label, value]) => one.template.labels[label] === value),
        );
        return [`${namespace}/${name}`, new Set(behind.map((one) => one.name))];
      }),
  );
}
