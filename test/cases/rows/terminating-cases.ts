import type { KubernetesObject } from '../../../src/kubernetes/objects/object.ts';
import type { Case, FoundCluster } from '../case.fixture.ts';
import { eventually } from '../../patience.fixture.ts';

const namespace = `
apiVersion: v1
kind: Namespace
metadata: {name: $case}
---`;
const settings = (more = ''): string => `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: $case${more}}
---`;
const namespaces = { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false };
const configMaps = { ...namespaces, kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const apiServices = {
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  plural: 'apiservices',
  namespaced: false,
};
const definitions = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  namespaced: false,
};

/** Deletes the namespace of the case and waits until the cluster says what holds it. */
function deleteNamespace(says: RegExp): (cluster: FoundCluster) => Promise<void> {
  return async ({ client, name }) => {
    await client.delete(namespaces, { name });
    await eventually(async () =>
      says.test(JSON.stringify((await client.get<KubernetesObject>(namespaces, { name }))?.['status'])),
    );
  };
}

const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.$case.example.org}
spec:
  group: $case.example.org
  scope: Namespaced
  names: {kind: Thing, listKind: ThingList, plural: things, singular: thing}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
---`;
const thing = (more = ''): string => `
apiVersion: $case.example.org/v1
kind: Thing
metadata: {name: one, namespace: default${more}}
---`;
const held = ', finalizers: [example.org/hold]';

/** What is on its way out and does not go. */
export const terminatingCases: readonly Case[] = [
  {
    name: 'namespace-is-held-by-a-finalizer',
    before: namespace + settings(held),
    steps: deleteNamespace(/example.org\/hold in 1 resource/),
    release: namespace + settings(),
    checks: {
      'terminating-namespaces': ['failed', /namespace-is-held-by-a-finalizer: .*example\.org\/hold in 1 resource/],
    },
  },
  {
    name: 'namespace-is-held-by-a-webhook-that-is-gone',
    before: `${namespace}${settings()}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: $case}
webhooks:
  - name: hold.$case.example.org
    admissionReviewVersions: [v1]
    sideEffects: None
    failurePolicy: Fail
    clientConfig: {service: {namespace: $case, name: gone}}
    rules: [{apiGroups: [""], apiVersions: [v1], operations: [DELETE], resources: [configmaps]}]
    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: $case}}
---`,
    steps: deleteNamespace(/failed calling webhook/),
    release: namespace + settings(),
    checks: {
      'terminating-namespaces': [
        'failed',
        /hold\.namespace-is-held.*kubectl delete validatingwebhookconfiguration namespace-is-held-by-a-webhook-that-is-gone/,
      ],
    },
  },
  {
    name: 'definition-is-being-deleted',
    before: definition + thing(held),
    steps: ({ client, name }) => client.delete(definitions, { name: `things.${name}.example.org` }),
    release: definition + thing().replace('one', 'two'),
    checks: {
      'terminating-objects': ['failed', /things\.definition-is-being-deleted\.example\.org.*example\.org\/hold/],
    },
    install: {
      ends: 'waiting',
      what: /^Thing/,
      words:
        /its CRD things\.definition-is-being-deleted\S* is being deleted.*kubectl get things\.definition-is-being-deleted/,
    },
  },
  {
    name: 'object-is-being-deleted',
    before: namespace + settings(held),
    steps: ({ client, name }) => client.delete(configMaps, { namespace: name, name: 'settings' }),
    release: namespace + settings(),
    checks: { 'terminating-objects': ['failed', /ConfigMap object-is-being-deleted\/settings.*example\.org\/hold/] },
  },
  {
    name: 'namespace-is-held-by-an-api-that-is-down',
    before: `${namespace}
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1beta1.$case.example.org}
spec: {group: $case.example.org, version: v1beta1, groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true, service: {namespace: $case, name: gone}}
---`,
    steps: deleteNamespace(/DiscoveryFailed/),
    after: ({ client, name }) => client.delete(apiServices, { name: `v1beta1.${name}.example.org` }),
    release: namespace + settings(),
    checks: {
      'terminating-namespaces': [
        'failed',
        /namespace-is-held-by-an-api-that-is-down: .*example\.org\/v1beta1.*kubectl delete apiservice v1beta1\.namespace-is-held/,
      ],
      'aggregated-apis': ['warning', /v1beta1\.namespace-is-held-by-an-api-that-is-down\.example\.org.*gone/],
    },
  },
];
