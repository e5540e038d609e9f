import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { readiness } from '../../../kubernetes/readiness/readiness.ts';
import { hasReadyEndpoint } from '../../../kubernetes/readiness/served-services.ts';
import type { Gate } from '../../plan/plan.ts';
import type { SeenObjects, View } from '../cluster-view.ts';

/** Whether a gate is open, and if not, what is missing, in plain words. */
export type GateState = { readonly open: true } | { readonly open: false; readonly why: string };

const open: GateState = { open: true };
const closed = (why: string): GateState => ({ open: false, why });

/** Evaluates a gate by what the view has seen. Gates on discoverable kinds are evaluated by discovery, not here. */
export function judgeGate(gate: Exclude<Gate, { kind: 'kind-discoverable' }>, view: SeenObjects): GateState {
  switch (gate.kind) {
    case 'webhook-ready':
      return judgeWebhook(gate, view);
    case 'namespace-active':
      return judgeNamespace(gate.namespace, gate.openedBy, view);
    case 'secret-present': {
      const secret = view.find({ apiVersion: 'v1', kind: 'Secret', namespace: gate.namespace, name: gate.name });
      return secret === undefined ? closed(`the secret will be written by ${gate.openedBy}`) : open;
    }
    case 'workload-available': {
      const workload = view.findWhole(gate.workload);
      if (workload === undefined) return closed('it does not exist yet');
      const { ready, reason } = readiness(workload);
      return ready ? open : closed(reason);
    }
  }
}

/** The watches that a gate needs, by its kind. */
export function watchForGate(gate: Gate, view: View): void {
  switch (gate.kind) {
    case 'webhook-ready':
      // Only in its own namespace: a large cluster has many other objects.
      view.observe(builtInTypes.endpointSlice, { namespace: gate.service.namespace });
      if (gate.configuration.kind === 'ValidatingWebhookConfiguration') view.observe(builtInTypes.validatingWebhooks);
      else if (gate.configuration.kind === 'MutatingWebhookConfiguration') view.observe(builtInTypes.mutatingWebhooks);
      else view.observe(builtInTypes.customResourceDefinition);
      return;
    case 'namespace-active':
      view.observe(builtInTypes.namespace);
      return;
    case 'secret-present':
      view.observe(builtInTypes.secret, { namespace: gate.namespace, metadataOnly: true });
      return;
    case 'workload-available':
    case 'kind-discoverable':
      return;
  }
}

function judgeNamespace(name: string, openedBy: string, view: SeenObjects): GateState {
  const namespace = view.findWhole({ apiVersion: 'v1', kind: 'Namespace', name });
  if (namespace === undefined) return closed(`the namespace will be created by ${openedBy}`);
  const phase = (namespace as { status?: { phase?: string } }).status?.phase;
  return phase === 'Active' ? open : closed(`the namespace is ${phase ?? 'not active yet'}`);
}

interface WebhookConfiguration extends KubernetesObject {
  webhooks?: { name: string; clientConfig: { caBundle?: string } }[];
  spec?: { conversion?: { webhook?: { clientConfig?: { caBundle?: string } } } };
}

function judgeWebhook(gate: Extract<Gate, { kind: 'webhook-ready' }>, view: SeenObjects): GateState {
  const { namespace, name } = gate.service;
  const served = view
    .list(builtInTypes.endpointSlice)
    .filter(
      (slice) =>
        slice.metadata.namespace === namespace && slice.metadata.labels?.['kubernetes.io/service-name'] === name,
    )
    .some(hasReadyEndpoint);
  if (!served) return closed(`no pod behind service ${namespace}/${name} is ready`);

  const configuration = view.findWhole(gate.configuration);
  if (configuration === undefined)
    return closed(`${gate.configuration.kind} ${gate.configuration.name} does not exist yet`);
  return hasEveryBundle(configuration, gate.webhooks)
    ? open
    : closed(`${gate.configuration.name} has no CA bundle yet: its controller or cert-manager writes it`);
}

function hasEveryBundle(configuration: WebhookConfiguration, names: readonly string[]): boolean {
  if (configuration.kind === 'CustomResourceDefinition')
    return Boolean(configuration.spec?.conversion?.webhook?.clientConfig?.caBundle);
  return names.every((name) =>
    configuration.webhooks?.some((webhook) => webhook.name === name && Boolean(webhook.clientConfig.caBundle)),
  );
}
