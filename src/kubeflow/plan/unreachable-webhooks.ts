import { keyText, type ObjectKey } from '../../kubernetes/objects/object.ts';
import type { Inventory, Item } from './inventory.ts';
import type { UnreachableWebhook } from './plan.ts';
import { selects, type LabelSelector } from './requirements/label-selector.ts';
import { containersOf, podTemplateOf, type PodTemplate } from './requirements/pod-template.ts';

/** Port of a service that a webhook is asked at, where it names none. */
const usualPort = 443;

interface Policy {
  readonly name: string;
  readonly podSelector: LabelSelector;
  readonly ingress: readonly IngressRule[];
}

interface IngressRule {
  readonly from?: readonly { readonly ipBlock?: unknown }[];
  readonly ports?: readonly {
    readonly protocol?: string;
    readonly port?: number | string;
    readonly endPort?: number;
  }[];
}

/**
 * Webhooks whose pods are isolated by NetworkPolicies that do not admit the API
 * server. The API server is no pod: only a rule without `from`, or with an
 * ipBlock, admits it. Labels that only a sidecar injector writes do not count,
 * since a pod may come without a sidecar.
 */
export function findUnreachableWebhooks(inventory: Inventory): UnreachableWebhook[] {
  const policies = inventory.items.flatMap((item) => policyOf(item) ?? []);
  return [...Map.groupBy(questionsOf(inventory), ({ id }) => id).values()].flatMap((questions) => {
    const [{ service, port: servicePort }] = questions as [Question];
    const blocked = inventory
      .behind(service)
      .flatMap((workload) => blockOf({ workload, service, servicePort, policies, inventory }) ?? []);
    const [first] = blocked;
    return first === undefined ? [] : [{ service, ...first, asks: [...new Set(questions.map(({ asker }) => asker))] }];
  });
}

/** What to know of them. */
export function sayUnreachable({ service, port, policies }: UnreachableWebhook): string {
  const names = policies.map((name) => `${service.namespace}/${name}`).join(', ');
  return `Where NetworkPolicies are enforced, the API server cannot reach the webhook service ${service.namespace}/${service.name} (port ${port}): ${names} selects its pods, and no policy admits the API server.`;
}

interface Question {
  readonly id: string;
  readonly service: { readonly namespace: string; readonly name: string };
  readonly port: number;
  readonly asker: string;
}

/** Which services the API server asks, and for what. */
function questionsOf(inventory: Inventory): Question[] {
  const question = (
    { namespace, name, port = usualPort }: { namespace: string; name: string; port?: number | undefined },
    asker: ObjectKey,
  ): Question => ({
    id: `${namespace}/${name}:${port}`,
    service: { namespace, name },
    port,
    asker: keyText(asker),
  });
  return [
    ...inventory.webhooks.map(({ webhook, item }) => question(webhook.service, item.key)),
    ...inventory.items.flatMap(({ key, serves }) =>
      serves?.conversion === undefined ? [] : [question(serves.conversion, key)],
    ),
  ];
}

function policyOf({ key, object }: Item): (Policy & { namespace: string }) | undefined {
  if (key.kind !== 'NetworkPolicy' || !key.apiVersion.startsWith('networking.k8s.io/')) return undefined;
  const {
    podSelector = {},
    ingress = [],
    policyTypes,
  } = object['spec'] as Partial<Policy> & { policyTypes?: string[] };
  if (policyTypes !== undefined && !policyTypes.includes('Ingress')) return undefined;
  return { namespace: key.namespace ?? 'default', name: key.name, podSelector, ingress };
}

function blockOf(given: {
  workload: Item;
  service: Question['service'];
  servicePort: number;
  policies: readonly (Policy & { namespace: string })[];
  inventory: Inventory;
}): { port: number; policies: string[] } | undefined {
  const { workload, service, servicePort, policies, inventory } = given;
  const template = podTemplateOf(workload.object);
  const target = targetPort(inventory.find({ apiVersion: 'v1', kind: 'Service', ...service }), servicePort);
  if (template === undefined || target === undefined) return undefined;
  const port = numberOf(target, template);
  const isolating = policies.filter(
    ({ namespace, podSelector }) => namespace === service.namespace && selects(podSelector, template.labels),
  );
  if (port === undefined || isolating.length === 0) return undefined;
  const isAdmitted = isolating.some(({ ingress }) => ingress.some((rule) => admitsServer(rule, port, template)));
  return isAdmitted ? undefined : { port, policies: isolating.map(({ name }) => name) };
}

function targetPort(service: Item | undefined, wanted: number): number | string | undefined {
  const { ports = [] } = (service?.object['spec'] ?? {}) as {
    ports?: { port: number; targetPort?: number | string }[];
  };
  const found = ports.find(({ port }) => port === wanted);
  return found === undefined ? undefined : (found.targetPort ?? found.port);
}

function numberOf(port: number | string, template: PodTemplate): number | undefined {
  if (typeof port === 'number') return port;
  return containersOf(template)
    .flatMap(({ ports = [] }) => ports)
    .find(({ name }) => name === port)?.containerPort;
}

function admitsServer({ from = [], ports = [] }: IngressRule, wanted: number, template: PodTemplate): boolean {
  if (from.length > 0 && !from.some(({ ipBlock }) => ipBlock !== undefined)) return false;
  return (
    ports.length === 0 ||
    ports.some(({ protocol = 'TCP', port, endPort }) => {
      if (protocol !== 'TCP') return false;
      if (port === undefined) return true;
      const first = numberOf(port, template);
      return first !== undefined && wanted >= first && wanted <= (endPort ?? first);
    })
  );
}
