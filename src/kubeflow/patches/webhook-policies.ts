import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { canonicalJson } from '../release/canonical-json.ts';
import { onEverywhere, type NamedPatch } from './named-patch.ts';
import { isObject, type ObjectPatch } from './object-patch.ts';

interface PolicyFault {
  readonly namespace: string;
  readonly name: string;
  readonly why: string;
  /** Selector of the pods that the API server may reach: as released, and as it must be. */
  readonly released: object;
  readonly needed: object;
}

const kserveController = 'kserve-controller-manager';

const sidecarLabelOnly =
  'The policy selects a label that only the sidecar injector writes. A pod without a sidecar is out of reach.';

/** Policies for webhooks that select too few pods, or none. `findUnreachableWebhooks` finds them in any release. */
export const kserveWebhookPolicy: PolicyFault = {
  namespace: 'kubeflow',
  name: 'kserve',
  why: 'KServe has three programs with webhooks, and the policy admits the API server to one of them.',
  released: { matchExpressions: [{ key: 'control-plane', operator: 'In', values: [kserveController] }] },
  needed: {
    matchExpressions: [
      {
        key: 'control-plane',
        operator: 'In',
        values: [kserveController, 'kserve-localmodel-controller-manager', 'llmisvc-controller-manager'],
      },
    ],
  },
};
export const trainerWebhookPolicy: PolicyFault = {
  namespace: 'kubeflow-system',
  name: 'trainer-webhook',
  why: sidecarLabelOnly,
  released: { matchLabels: { 'service.istio.io/canonical-name': 'trainer' } },
  needed: { matchLabels: { 'app.kubernetes.io/component': 'manager', 'app.kubernetes.io/name': 'trainer' } },
};
export const jobSetWebhookPolicy: PolicyFault = {
  namespace: 'kubeflow-system',
  name: 'jobset-webhook',
  why: sidecarLabelOnly,
  released: { matchLabels: { 'service.istio.io/canonical-name': 'jobset-controller-manager' } },
  needed: { matchLabels: { 'control-plane': 'controller-manager' } },
};

/** NetworkPolicies let the API server reach each webhook of the release. */
export function webhookPolicies(faults: readonly PolicyFault[]): NamedPatch {
  return {
    id: 'webhook-network-policies',
    title: 'NetworkPolicies for webhooks',
    why: 'Where NetworkPolicies are enforced, the API server cannot reach some webhooks, and rejects every object that they check.',
    forCluster: false,
    preset: onEverywhere,
    changes: () => faults.map(patchOf),
  };
}

function patchOf({ namespace, name, why, released, needed }: PolicyFault): ObjectPatch {
  return {
    what: 'NetworkPolicy selects all pods of its webhooks',
    why,
    isFor: isObject({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace, name }),
    change: {
      object: (object: KubernetesObject) => {
        const spec = object['spec'] as { podSelector?: object };
        return canonicalJson(spec.podSelector) === canonicalJson(released)
          ? { ...object, spec: { ...spec, podSelector: needed } }
          : undefined;
      },
    },
  };
}
