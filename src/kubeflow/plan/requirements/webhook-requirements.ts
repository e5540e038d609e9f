import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import { keyText, parseApiVersion, type ObjectKey } from '../../../kubernetes/objects/object.ts';
import type { Inventory, Item, Workload } from '../inventory.ts';
import { asksFor, type Labels } from './label-selector.ts';
import { makersOf, type GateDraft, type Requirement } from './requirement-type.ts';
import { isAskedAbout, type GuardedWrite, type Webhook } from './webhook.ts';

/** What objects and pods wait for because webhooks of the release are asked about them. */
export function webhookRequirements(inventory: Inventory): Requirement[] {
  return [
    ...inventory.items.flatMap((item) => guardRequirements(item, inventory)),
    ...inventory.workloads.flatMap((workload) => podRequirements(workload, inventory)),
    ...inventory.items.flatMap((item) => conversionRequirements(item, inventory)),
  ];
}

function guardRequirements(item: Item, inventory: Inventory): Requirement[] {
  if (item.serves !== undefined) return [];
  const type = inventory.typeOf(item);
  const definition = inventory.types.definitionOf(item.key);
  const write: GuardedWrite = {
    type,
    versions: definition?.versions ?? [type.version],
    labels: item.object.metadata.labels ?? {},
    namespaceLabels: namespaceLabelsOf(item, inventory),
  };
  return inventory.webhooks
    .filter(
      ({ webhook, item: configuration }) =>
        webhook.failClosed && configuration !== item && isAskedAbout(webhook, write),
    )
    .map(({ webhook, item: configuration }) => ({
      item,
      needs: { gate: webhookGate({ configuration, webhooks: [webhook.name], service: webhook.service, inventory }) },
      why: `the webhook ${webhook.name}, which checks each ${item.key.kind}`,
      strength: 'rejected',
      takesAlong: definition !== undefined,
    }));
}

function namespaceLabelsOf(item: Item, inventory: Inventory): Labels | undefined {
  const name = item.key.kind === 'Namespace' ? item.key.name : item.key.namespace;
  return name === undefined ? undefined : (inventory.namespace(name)?.labels ?? {});
}

function podRequirements({ item, template }: Workload, inventory: Inventory): Requirement[] {
  const origin = inventory.namespace(item.key.namespace ?? '');
  const pod: GuardedWrite = {
    type: builtInTypes.pod,
    versions: ['v1'],
    labels: template.labels,
    namespaceLabels: origin?.labels ?? {},
  };
  /* Labels written in the release are a wish; those a controller adds on its own are not. */
  const wishes = origin?.effect === undefined ? pod.namespaceLabels : {};
  return inventory.webhooks
    .filter(({ webhook }) => (webhook.failClosed || webhook.mutating) && isAskedAbout(webhook, pod))
    .map(({ webhook, item: configuration }) => ({
      item,
      needs: { gate: webhookGate({ configuration, webhooks: [webhook.name], service: webhook.service, inventory }) },
      why: `the webhook ${webhook.name}, which ${webhook.mutating ? 'completes' : 'checks'} its pods`,
      strength: webhook.failClosed ? 'rejected' : 'unchanged',
      takesAlong: isWishedFor(webhook, template.labels, wishes ?? {}),
    }));
}

function isWishedFor(webhook: Webhook, podLabels: Labels, namespaceLabels: Labels): boolean {
  return asksFor(webhook.objectSelector, podLabels) || asksFor(webhook.namespaceSelector, namespaceLabels);
}

/** An object written in a version that is not the stored one passes the conversion webhook of its kind. */
function conversionRequirements(item: Item, inventory: Inventory): Requirement[] {
  const definition = inventory.types.definitionOf(item.key);
  if (
    definition?.conversion === undefined ||
    parseApiVersion(item.key.apiVersion).version === definition.storageVersion
  )
    return [];
  const name = `${definition.plural}.${definition.group}`;
  const key: ObjectKey = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name };
  const configuration = inventory.find(key);
  if (configuration === undefined) return [];
  return [
    {
      item,
      needs: { gate: webhookGate({ configuration, webhooks: [], service: definition.conversion, inventory }) },
      why: `the conversion of ${item.key.kind} to its stored version`,
      strength: 'always',
      takesAlong: true,
    },
  ];
}

function webhookGate(parts: {
  configuration: Item;
  webhooks: readonly string[];
  service: { namespace: string; name: string };
  inventory: Inventory;
}): GateDraft {
  const { configuration, webhooks, service, inventory } = parts;
  const serviceItem = inventory.find({ apiVersion: 'v1', kind: 'Service', ...service });
  const injection = inventory.injectorOf(configuration);
  const openers = [
    configuration,
    ...(serviceItem === undefined ? [] : [serviceItem]),
    ...inventory.behind(service),
    ...(injection?.certificate === undefined ? [] : makersOf(injection.certificate, inventory)),
    ...(injection?.by === undefined ? [] : [injection.by]),
  ];
  return {
    id: `webhook ${service.namespace}/${service.name} (${keyText(configuration.key)})`,
    condition: { kind: 'webhook-ready', service, configuration: configuration.key, webhooks },
    openers: [...new Set(openers)],
    otherwise: `the service ${service.namespace}/${service.name}, which is not in this plan`,
  };
}
