import { conditionOf, failed, ready, waiting, wordsOf, type Readiness } from '../objects/conditions.ts';
import type { KubernetesObject } from '../objects/object.ts';

interface Status {
  readonly phase?: string;
  readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] };
}

function statusOf(object: KubernetesObject): Status {
  return (object as { status?: Status }).status ?? {};
}

export function volumeClaimReadiness(object: KubernetesObject): Readiness {
  const { phase } = statusOf(object);
  if (phase === 'Bound') return ready('it has its volume');
  if (phase === 'Lost') return failed('its volume is gone');
  return waiting('it has no volume yet');
}

export function serviceReadiness(object: KubernetesObject): Readiness {
  const { type } = (object['spec'] ?? {}) as { type?: string };
  if (type !== 'LoadBalancer') return ready('it exists');
  const address = statusOf(object)
    .loadBalancer?.ingress?.map((one) => one.ip ?? one.hostname)
    .find((one) => one !== undefined);
  return address === undefined
    ? waiting('no load balancer has given it an address yet')
    : ready(`its address is ${address}`);
}

export function namespaceReadiness(object: KubernetesObject): Readiness {
  const { phase } = statusOf(object);
  return phase === 'Active'
    ? ready('it is active')
    : waiting(phase === 'Terminating' ? 'it is being deleted' : 'it is not active yet');
}

export function customResourceDefinitionReadiness(object: KubernetesObject): Readiness {
  const names = conditionOf(object, 'NamesAccepted');
  if (names?.status === 'False') return failed(`its names are taken: ${wordsOf(names, 'no reason given')}`);
  const established = conditionOf(object, 'Established');
  if (names?.status === 'True' && established?.status === 'True') return ready('its kind is served');
  return waiting(
    established?.reason === 'Installing'
      ? 'its kind is being set up'
      : wordsOf(established, 'its kind is not served yet'),
  );
}

export function apiServiceReadiness(object: KubernetesObject): Readiness {
  const available = conditionOf(object, 'Available');
  return available?.status === 'True'
    ? ready('it is available')
    : waiting(wordsOf(available, 'it is not available yet'));
}

/** A webhook without a caBundle cannot be called: cert-manager or a controller of its own writes it after the object is applied. */
export function webhookConfigurationReadiness(object: KubernetesObject): Readiness {
  const { webhooks = [] } = object as {
    webhooks?: readonly { name: string; clientConfig?: { service?: object; caBundle?: string } }[];
  };
  const lacking = webhooks
    .filter(({ clientConfig }) => clientConfig?.service !== undefined && !clientConfig.caBundle)
    .map(({ name }) => name);
  return lacking.length === 0
    ? ready('its certificates are in place')
    : waiting(`the certificate authority (caBundle) of ${lacking.join(', ')} is not filled in yet`);
}

/** For kinds whose controller always writes a Ready condition: without one, nobody has looked at it yet. */
export function conditionReadiness(object: KubernetesObject): Readiness {
  const condition = conditionOf(object, 'Ready');
  return condition?.status === 'True'
    ? ready('it is ready')
    : waiting(wordsOf(condition, 'its controller has not reported yet'));
}

/** Kubeflow's Profile: its controller reports failures only, in the last condition; it tries again by itself. */
export function profileReadiness(object: KubernetesObject): Readiness {
  const { conditions = [] } = (object['status'] ?? {}) as {
    conditions?: readonly { type: string; message?: string }[];
  };
  const last = conditions.at(-1);
  return last?.type === 'Failed'
    ? waiting(last.message || 'the profile controller could not set it up')
    : ready('it is accepted');
}

/** Any other kind: what its Ready and Stalled conditions say; without them existing is enough. */
export function otherReadiness(object: KubernetesObject): Readiness {
  const stalled = conditionOf(object, 'Stalled');
  if (stalled?.status === 'True') return failed(wordsOf(stalled, 'its controller gave up'));
  return conditionOf(object, 'Ready') === undefined ? ready('it exists') : conditionReadiness(object);
}
