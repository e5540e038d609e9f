import { eventually } from '../patience.fixture.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { keyOf, type KubernetesObject } from '../../src/kubernetes/objects/object.ts';

/** Kinds of the release that decide what the checks see; webhooks are left out, since nothing runs that answers them. */
const kinds = new Set([
  'ServiceAccount',
  'Service',
  'ConfigMap',
  'Secret',
  'Deployment',
  'Gateway',
  'VirtualService',
  'AuthorizationPolicy',
  'RequestAuthentication',
  'Profile',
]);

const definitions = new Set([
  'virtualservices.networking.istio.io',
  'gateways.networking.istio.io',
  'authorizationpolicies.security.istio.io',
  'requestauthentications.security.istio.io',
  'profiles.kubeflow.org',
  'notebooks.kubeflow.org',
]);

/** Programs that must have pods: the simulated controllers act for these, and the forwarded port leads to the gateway's. */
const running = new Set(['istiod', 'istio-ingressgateway', 'profiles-deployment', 'notebook-controller-deployment']);

/** Sends the part of a release's objects that `mla verify` meets; other Deployments get no pods. */
export async function sendRelease(client: KubernetesClient, objects: readonly KubernetesObject[]): Promise<void> {
  const named = (kind: string): KubernetesObject[] => objects.filter((one) => one.kind === kind);
  await sendAll(client, named('Namespace'));
  const wanted = named('CustomResourceDefinition').filter(({ metadata }) => definitions.has(metadata.name));
  await sendAll(client, wanted);
  await sendAll(client, objects.filter((one) => kinds.has(one.kind)).map(withoutPods));
}

/** Sends KServe's definitions, and its server for scikit-learn. */
export async function sendKServe(client: KubernetesClient, objects: readonly KubernetesObject[]): Promise<void> {
  const names = new Set(['inferenceservices.serving.kserve.io', 'clusterservingruntimes.serving.kserve.io']);
  await sendAll(
    client,
    objects.filter(({ kind, metadata }) => kind === 'CustomResourceDefinition' && names.has(metadata.name)),
  );
  await sendAll(
    client,
    objects.filter(({ metadata }) => metadata.name === 'kserve-sklearnserver'),
  );
}

async function sendAll(client: KubernetesClient, objects: readonly KubernetesObject[]): Promise<void> {
  for (const object of objects) {
    const type = await eventually(async () =>
      (await client.discover(object.apiVersion)).find(({ kind }) => kind === object.kind),
    );
    await client.apply({ key: keyOf(object), type, body: JSON.stringify(object) });
  }
}

function withoutPods(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'Deployment' || running.has(object.metadata.name)) return object;
  return { ...object, spec: { ...(object['spec'] as object), replicas: 0 } };
}
