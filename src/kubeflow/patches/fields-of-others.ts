import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { onEverywhere, type NamedPatch } from './named-patch.ts';

/** Fields that upstream's files have and other programs fill: sent along, each apply would empty them for a moment and take them from those who fill them. */
export const fieldsOfOthers: readonly NamedPatch[] = [
  {
    id: 'aggregated-rules',
    title: 'Rules of aggregating roles left out',
    why: 'The controller manager fills them in from the roles that are collected; sent as an empty list they would be gone until it does.',
    forCluster: false,
    preset: onEverywhere,
    changes: () => [
      {
        what: 'rules of an aggregating role left out',
        why: 'The controller manager fills them in from the roles that are collected; sent as an empty list they would be gone until it does.',
        isFor: ({ kind }) => kind === 'ClusterRole',
        change: { object: withoutRules },
      },
    ],
  },
  {
    id: 'empty-ca-bundles',
    title: 'Empty CA bundles left out',
    why: 'cert-manager, or the program behind the webhook, writes it.',
    forCluster: false,
    preset: onEverywhere,
    changes: () => [
      {
        what: 'empty CA bundle left out',
        why: 'cert-manager, or the program behind the webhook, writes it.',
        isFor: ({ kind }) => kind === 'MutatingWebhookConfiguration' || kind === 'ValidatingWebhookConfiguration',
        change: { object: withoutEmptyBundles },
      },
    ],
  },
];

function withoutRules(object: KubernetesObject): KubernetesObject | undefined {
  const { rules, ...rest }: KubernetesObject = object;
  if (object['aggregationRule'] === undefined || !Array.isArray(rules)) return undefined;
  return rest;
}

interface Webhook {
  readonly clientConfig: { readonly caBundle?: string };
}

function withoutEmptyBundles(object: KubernetesObject): KubernetesObject | undefined {
  const webhooks = (object['webhooks'] ?? []) as readonly Webhook[];
  if (!webhooks.some(({ clientConfig }) => clientConfig.caBundle === '')) return undefined;
  return { ...object, webhooks: webhooks.map(leaveOutBundle) };
}

function leaveOutBundle(webhook: Webhook): Webhook {
  const { caBundle, ...clientConfig } = webhook.clientConfig;
  return caBundle === '' ? { ...webhook, clientConfig } : webhook;
}
