import { keyOf, type KubernetesObject, type ObjectKey, type ResourceType } from '../../../kubernetes/objects/object.ts';
import { selects, type Labels, type LabelSelector } from './label-selector.ts';

/** One webhook of a configuration of the release. */
export interface Webhook {
  readonly name: string;
  readonly configuration: ObjectKey;
  readonly annotations: Labels;
  readonly mutating: boolean;
  /** `Fail`: without an answer the object is rejected. The API's default. */
  readonly failClosed: boolean;
  readonly equivalent: boolean;
  readonly service: { readonly namespace: string; readonly name: string; readonly port?: number | undefined };
  readonly rules: readonly WebhookRule[];
  readonly namespaceSelector: LabelSelector | undefined;
  readonly objectSelector: LabelSelector | undefined;
}

interface WebhookRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
  readonly scope?: string;
}

interface WebhookConfiguration extends KubernetesObject {
  webhooks?: {
    name: string;
    failurePolicy?: string;
    matchPolicy?: string;
    clientConfig: { service?: { namespace: string; name: string; port?: number } };
    rules?: WebhookRule[];
    namespaceSelector?: LabelSelector;
    objectSelector?: LabelSelector;
  }[];
}

/** The webhooks of a configuration that are served inside the cluster. Empty for every other object. */
export function webhooksOf(object: KubernetesObject): Webhook[] {
  if (object.kind !== 'MutatingWebhookConfiguration' && object.kind !== 'ValidatingWebhookConfiguration') return [];
  const configuration = object as WebhookConfiguration;
  return (configuration.webhooks ?? []).flatMap((webhook) => {
    const { service } = webhook.clientConfig;
    if (service === undefined) return [];
    return {
      name: webhook.name,
      configuration: keyOf(object),
      annotations: object.metadata.annotations ?? {},
      mutating: object.kind === 'MutatingWebhookConfiguration',
      failClosed: webhook.failurePolicy !== 'Ignore',
      equivalent: webhook.matchPolicy !== 'Exact',
      service: { namespace: service.namespace, name: service.name, port: service.port },
      rules: webhook.rules ?? [],
      namespaceSelector: webhook.namespaceSelector,
      objectSelector: webhook.objectSelector,
    };
  });
}

/** A write the API server would ask webhooks about. */
export interface GuardedWrite {
  readonly type: ResourceType;
  /** Every version the kind is served in: a rule for another version still matches (matchPolicy Equivalent). */
  readonly versions: readonly string[];
  readonly labels: Labels;
  /** Labels of the namespace it goes to, or of the Namespace itself; undefined for other cluster-wide objects, which no namespaceSelector spares. */
  readonly namespaceLabels: Labels | undefined;
}

/** Whether a webhook is asked about a write. matchConditions are taken as met: waiting too long is safer than too short. */
export function isAskedAbout(webhook: Webhook, write: GuardedWrite): boolean {
  if (!webhook.rules.some((rule) => matchesRule(rule, write, webhook.equivalent))) return false;
  if (write.namespaceLabels !== undefined && !selects(webhook.namespaceSelector, write.namespaceLabels)) return false;
  return selects(webhook.objectSelector, write.labels);
}

function matchesRule(rule: WebhookRule, { type, versions }: GuardedWrite, equivalent: boolean): boolean {
  const candidates = equivalent ? versions : [type.version];
  return (
    includesAny(rule.apiGroups, [type.group]) &&
    includesAny(rule.apiVersions, candidates) &&
    rule.resources.some((resource) => resource === '*' || resource === '*/*' || resource === type.plural) &&
    includesAny(rule.operations, ['CREATE', 'UPDATE']) &&
    (rule.scope === undefined || rule.scope === '*' || (rule.scope === 'Namespaced') === type.namespaced)
  );
}

function includesAny(allowed: readonly string[], values: readonly string[]): boolean {
  return allowed.includes('*') || values.some((value) => allowed.includes(value));
}
