import type { PodPart } from '../../installation/proxy/pod-parts.ts';
import type { ObjectKey } from '../../kubernetes/objects/object.ts';

/** Where the variables of a part are set. */
export type Place =
  /** A container of a Deployment. */
  | { readonly at: 'deployment'; readonly namespace: string; readonly name: string; readonly container: string }
  /** A kind of the release with the containers of pods that a controller makes. */
  | { readonly at: 'storage-container' | 'training-runtime' }
  /** The settings of the form in which people create notebooks: which PodDefaults are selected. */
  | { readonly at: 'notebook-form' };

/** A part of Kubeflow whose pods leave the cluster. */
export interface Destination {
  readonly part: PodPart;
  /** Component of the release; one that a release does not have is left out. */
  readonly component: string;
  readonly place: Place;
  /** What it fetches, and from where. */
  readonly fetches: string;
  /** Where that is to be read. */
  readonly source: string;
}

const deployment = (namespace: string, name: string, container = name): Place => ({
  at: 'deployment',
  namespace,
  name,
  container,
});

/**
 * The parts that leave the cluster and read the variables. What is not here either stays inside (OAuth2 Proxy asks Dex
 * inside, also with an external address), or does not read the variables (the Java programs of Spark, the Node.js
 * programs of the pages), or does so in pods of users (see `pod-defaults.ts`).
 */
export const destinations: readonly Destination[] = [
  {
    part: 'cert-manager',
    component: 'cert-manager',
    place: deployment('cert-manager', 'cert-manager', 'cert-manager-controller'),
    fetches: 'certificates of an ACME server',
    source: 'cert-manager: values http_proxy, https_proxy and no_proxy of its chart set the same variables',
  },
  {
    part: 'istio',
    component: 'istio',
    place: deployment('istio-system', 'istiod', 'discovery'),
    fetches: 'keys of external token issuers (jwksUri)',
    source: 'istio: pilot/pkg/model/jwks_resolver.go',
  },
  {
    part: 'dex',
    component: 'dex',
    place: deployment('auth', 'dex'),
    fetches: 'logins of external login services',
    source: 'dexidp/dex: connectors use the HTTP client of Go',
  },
  {
    part: 'knative',
    component: 'knative',
    place: deployment('knative-serving', 'controller'),
    fetches: 'digests of image tags from registries',
    source: 'knative.dev/docs/serving/tag-resolution',
  },
  {
    part: 'pipelines',
    component: 'pipelines',
    place: deployment('kubeflow', 'ml-pipeline', 'ml-pipeline-api-server'),
    fetches: 'pipelines by their address, and gives the variables to the steps of each run',
    source: 'kubeflow/pipelines: backend/src/apiserver/config/proxy/config.go',
  },
  {
    part: 'katib',
    component: 'katib',
    place: deployment('kubeflow', 'katib-controller'),
    fetches: 'the entrypoint of images of trials from registries',
    source: 'kubeflow/katib: pkg/webhook/v1beta1/pod/utils.go',
  },
  {
    part: 'notebooks',
    component: 'notebooks',
    place: { at: 'notebook-form' },
    fetches: 'packages and data, from notebooks',
    source: 'kubeflow/notebooks: jupyter/backend/apps/common/form.py, set_notebook_configurations',
  },
  {
    part: 'trainer',
    component: 'trainer',
    place: { at: 'training-runtime' },
    fetches: 'data sets, models and packages, before and in training jobs',
    source: 'kubeflow/trainer: initializers download from huggingface.co; packages_to_install of the SDK runs pip',
  },
  {
    part: 'kserve',
    component: 'kserve',
    place: { at: 'storage-container' },
    fetches: 'models, with the storage initializer',
    source: 'kserve/website: docs, storage containers',
  },
  {
    part: 'model-catalog',
    component: 'model-catalog',
    place: deployment('kubeflow', 'model-catalog-server', 'catalog'),
    fetches: 'catalogs from their sources',
    source: 'kubeflow/hub: catalog server, sources of type hf',
  },
];

/** Whether a place is in the object of this key. */
export function isPlace(place: Place, { kind, namespace, name }: ObjectKey): boolean {
  switch (place.at) {
    case 'deployment':
      return kind === 'Deployment' && namespace === place.namespace && name === place.name;
    case 'storage-container':
      return kind === 'ClusterStorageContainer' && name === 'default';
    case 'training-runtime':
      return kind === 'ClusterTrainingRuntime';
    case 'notebook-form':
      // kustomize adds a hash of the content to the name.
      return kind === 'ConfigMap' && namespace === 'kubeflow' && /^jupyter-web-app-config-[a-z0-9]{10}$/.test(name);
  }
}
