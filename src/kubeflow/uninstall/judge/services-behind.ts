import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { kindName, type PresentObject } from '../../present/read-present.ts';

/** Kinds by which the API server asks a program. */
export const webhookKinds: ReadonlySet<string> = new Set([
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  'apiservices.apiregistration.k8s.io',
]);

interface Service {
  readonly namespace: string;
  readonly name: string;
}

/** `namespace/name` of the services that answer a webhook configuration or serve an API. */
export function servicesBehind({ type }: PresentObject, content: KubernetesObject | undefined): string[] {
  if (content === undefined || !webhookKinds.has(kindName(type))) return [];
  const { webhooks = [], spec } = content as unknown as {
    webhooks?: readonly { clientConfig: { service?: Service } }[];
    spec?: { service?: Service };
  };
  const services = [...webhooks.map(({ clientConfig }) => clientConfig.service), spec?.service];
  return services.flatMap((service) => (service === undefined ? [] : `${service.namespace}/${service.name}`));
}
