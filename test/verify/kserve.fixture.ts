import { isError } from '../../src/errors/error.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { KubernetesObject, ResourceType } from '../../src/kubernetes/objects/object.ts';
import { eventually } from '../patience.fixture.ts';

interface InferenceService extends KubernetesObject {
  readonly spec: {
    readonly predictor: {
      readonly containers: readonly object[];
      readonly labels?: Record<string, string>;
      readonly annotations?: Record<string, string>;
    };
  };
}

const services: ResourceType = {
  group: 'serving.kserve.io',
  version: 'v1beta1',
  kind: 'InferenceService',
  plural: 'inferenceservices',
  namespaced: true,
};
const routes: ResourceType = {
  group: 'networking.istio.io',
  version: 'v1',
  kind: 'VirtualService',
  plural: 'virtualservices',
  namespaced: true,
};

/** The domain and path that the release's KServe gives a model. Source: ConfigMap kubeflow/inferenceservice-config. */
const domain = 'example.com';

/**
 * In place of KServe's controller and Knative: pods with the predictor's container, a route at Kubeflow's gateway, and
 * the conditions, until the signal aborts. Ready as soon as the pods are.
 */
export async function playKServe(client: KubernetesClient, signal: AbortSignal): Promise<void> {
  await eventually(async () => (await client.discover('serving.kserve.io/v1beta1')).length > 0);
  const begin = (service: InferenceService): void =>
    void make(client, service, signal).catch((thrown: unknown) => {
      // A service that is deleted meanwhile has no use for the rest.
      if (!isError(thrown, 'kubernetes.notFound')) throw thrown;
    });
  await client.observe<InferenceService>(services, {
    signal,
    onList: (items) => items.forEach(begin),
    onChange: ({ type, object }) => {
      if (type === 'ADDED') begin(object);
    },
  });
}

async function make(client: KubernetesClient, service: InferenceService, signal: AbortSignal): Promise<void> {
  const { name, namespace = '', uid = '' } = service.metadata;
  const predictor = `${name}-predictor`;
  const { containers, labels = {}, annotations = {} } = service.spec.predictor;
  const podLabels = { ...labels, app: predictor, 'serving.kserve.io/inferenceservice': name };
  const owner = { apiVersion: 'serving.kserve.io/v1beta1', kind: 'InferenceService', name, uid, controller: true };
  const metadata = { name: predictor, namespace, ownerReferences: [owner] };
  const prefix = `/serving/${namespace}/${name}`;
  const destination = { host: `${predictor}.${namespace}.svc.cluster.local`, port: { number: 80 } };
  await client.create(builtInTypes.deployment, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      selector: { matchLabels: { app: predictor } },
      template: { metadata: { labels: podLabels, annotations }, spec: { containers } },
    },
  });
  await client.create(builtInTypes.service, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: { app: predictor }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  });
  await client.create(routes, {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata,
    spec: {
      hosts: [domain],
      gateways: ['kubeflow/kubeflow-gateway'],
      http: [{ match: [{ uri: { prefix: `${prefix}/` } }], rewrite: { uri: '/' }, route: [{ destination }] }],
    },
  });
  await setStatus(client, service, false);
  await becomesReady(client, { namespace, name: predictor, signal });
  await setStatus(client, service, true);
}

/** Until the pods are ready; for ever where the Deployment is deleted before, as nobody asks any more. */
async function becomesReady(
  client: KubernetesClient,
  key: { readonly namespace: string; readonly name: string; readonly signal: AbortSignal },
): Promise<void> {
  type Deployment = KubernetesObject & { readonly status?: { readonly readyReplicas?: number } };
  const stop = new AbortController();
  const look = (found: Deployment | undefined): void => {
    if ((found?.status?.readyReplicas ?? 0) > 0) stop.abort();
  };
  await client
    .observe<Deployment>(builtInTypes.deployment, {
      namespace: key.namespace,
      fieldSelector: `metadata.name=${key.name}`,
      signal: AbortSignal.any([stop.signal, key.signal]),
      onList: (items) => look(items[0]),
      onChange: ({ object }) => look(object),
    })
    .catch((thrown: unknown) => {
      if (!stop.signal.aborted && !key.signal.aborted) throw thrown;
    });
}

async function setStatus(client: KubernetesClient, { metadata }: KubernetesObject, ready: boolean): Promise<void> {
  const { name, namespace = '' } = metadata;
  const lastTransitionTime = new Date().toISOString();
  const waiting = { status: 'Unknown', reason: 'RevisionMissing', message: 'Configuration is waiting for a Revision' };
  const conditions = ['PredictorReady', 'IngressReady', 'Ready'].map((type) => ({
    type,
    lastTransitionTime,
    ...(ready ? { status: 'True' } : waiting),
  }));
  const url = ready ? { url: `http://${domain}/serving/${namespace}/${name}` } : {};
  await client.mergePatch(services, { name, namespace, subresource: 'status' }, { status: { ...url, conditions } });
}
