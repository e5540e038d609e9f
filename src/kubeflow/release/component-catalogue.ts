import type { ReleaseComponent } from './release.ts';

/** A component and the rendered files it is made of: upstream renamed and merged files between releases, users should not notice. */
export interface CatalogueEntry extends ReleaseComponent {
  /** Names of rendered files without their leading number and ending. */
  readonly files: readonly string[];
}

/** Kubeflow's components, in the order upstream lists them. File names of 26.03 and of 26.03.1. */
export const kubeflowCatalogue: readonly CatalogueEntry[] = [
  {
    name: 'cert-manager',
    title: 'cert-manager',
    description: 'Issues the certificates that webhooks inside the cluster are called with.',
    purpose: 'platform',
    files: ['cert-manager', 'common_cert-manager_base', 'common_cert-manager_overlays_kubeflow'],
  },
  {
    name: 'certificate-issuer',
    title: 'Certificate issuer',
    description: 'The issuer Kubeflow orders its own certificates from.',
    purpose: 'platform',
    files: ['cert-manager-kubeflow-issuer', 'common_cert-manager_kubeflow-issuer_base'],
  },
  {
    name: 'istio-crds',
    title: 'Istio kinds',
    description: 'The kinds of object Istio is configured with.',
    purpose: 'platform',
    files: ['istio-crds', 'common_istio_istio-crds_base'],
  },
  {
    name: 'istio-namespace',
    title: 'Istio namespace',
    description: 'The namespace of the service mesh.',
    purpose: 'platform',
    files: ['istio-namespace', 'common_istio_istio-namespace_base'],
  },
  {
    name: 'istio',
    title: 'Istio',
    description: 'The service mesh: lets only signed-in users and known services reach each part.',
    purpose: 'platform',
    files: ['istio-install', 'common_istio_istio-install_overlays_oauth2-proxy'],
  },
  {
    name: 'oauth2-proxy',
    title: 'OAuth2 Proxy',
    description: 'Sends everyone who is not signed in to the login page.',
    purpose: 'login',
    files: ['oauth2-proxy', 'common_oauth2-proxy_overlays_m2m-dex-only'],
  },
  {
    name: 'dex',
    title: 'Dex',
    description: 'The login page and the users behind it.',
    purpose: 'login',
    files: ['dex', 'common_dex_overlays_oauth2-proxy'],
  },
  {
    name: 'knative',
    title: 'Knative Serving',
    description: 'Runs model servers that grow with traffic and shrink to nothing.',
    purpose: 'serving',
    files: ['knative-serving', 'common_knative_knative-serving_overlays_gateways'],
  },
  {
    name: 'cluster-local-gateway',
    title: 'Cluster-local gateway',
    description: 'Lets workloads inside the cluster call model servers.',
    purpose: 'serving',
    files: ['cluster-local-gateway', 'common_istio_cluster-local-gateway_base'],
  },
  {
    name: 'kubeflow-namespaces',
    title: 'Kubeflow namespaces',
    description: 'The namespaces Kubeflow lives in, and who may talk to whom there.',
    purpose: 'platform',
    files: ['kubeflow-namespace', 'common_kubeflow-namespace_base'],
  },
  {
    name: 'kubeflow-roles',
    title: 'Kubeflow roles',
    description: 'The roles that users of a profile are given.',
    purpose: 'platform',
    files: ['kubeflow-roles', 'common_kubeflow-roles_base'],
  },
  {
    name: 'kubeflow-gateway',
    title: 'Kubeflow gateway',
    description: 'The one entrance through which browsers reach Kubeflow.',
    purpose: 'platform',
    files: ['kubeflow-istio-resources', 'common_istio_kubeflow-istio-resources_base'],
  },
  {
    name: 'pipelines',
    title: 'Pipelines',
    description: 'Builds, runs and keeps track of machine-learning workflows.',
    purpose: 'pipelines',
    files: ['pipelines', 'applications_pipeline_overlays'],
  },
  {
    name: 'katib',
    title: 'Katib',
    description: 'Tunes hyperparameters by running many trials.',
    purpose: 'training',
    files: ['katib', 'applications_katib_upstream_installs_katib-with-kubeflow'],
  },
  {
    name: 'dashboard',
    title: 'Dashboard and profiles',
    description: 'The start page, one workspace for each user, and presets for their pods.',
    purpose: 'login',
    files: [
      'dashboard',
      'applications_dashboard_overlays_istio',
      'applications_centraldashboard_overlays_oauth2-proxy',
      'applications_admission-webhook_upstream_overlays_cert-manager',
      'applications_profiles_pss',
    ],
  },
  {
    name: 'notebooks',
    title: 'Notebooks',
    description: 'Jupyter, VS Code and RStudio in the browser, with their volumes and TensorBoards.',
    purpose: 'notebooks',
    files: [
      'notebooks-v1',
      'applications_notebooks-v1_overlays_istio',
      'applications_jupyter_jupyter-web-app_upstream_overlays_istio',
      'applications_jupyter_notebook-controller_upstream_overlays_kubeflow',
      'applications_pvcviewer-controller_upstream_base',
      'applications_volumes-web-app_upstream_overlays_istio',
      'applications_tensorboard_tensorboard-controller_upstream_overlays_kubeflow',
      'applications_tensorboard_tensorboards-web-app_upstream_overlays_istio',
    ],
  },
  {
    name: 'trainer',
    title: 'Trainer',
    description: 'Trains models on many nodes and GPUs at once.',
    purpose: 'training',
    files: ['trainer', 'applications_trainer_overlays'],
  },
  {
    name: 'user-profile',
    title: 'First user profile',
    description: 'The workspace of the first user.',
    purpose: 'login',
    files: ['user-namespace', 'common_user-namespace_base'],
  },
  {
    name: 'kserve',
    title: 'KServe',
    description: 'Serves trained models behind an HTTP address.',
    purpose: 'serving',
    files: ['kserve', 'applications_kserve_kserve'],
  },
  {
    name: 'kserve-web-app',
    title: 'Model servers page',
    description: 'The dashboard page that lists model servers.',
    purpose: 'serving',
    files: ['kserve-models-web-app', 'applications_kserve_models-web-app_overlays_kubeflow'],
  },
  {
    name: 'spark',
    title: 'Spark operator',
    description: 'Runs Apache Spark jobs.',
    purpose: 'data',
    files: ['spark-operator', 'applications_spark_spark-operator_overlays_kubeflow'],
  },
  {
    name: 'model-registry',
    title: 'Model registry',
    description: 'Keeps track of models, their versions and where they are stored.',
    purpose: 'registry',
    files: ['hub-model-registry', 'applications_hub_overlays_model-registry'],
  },
  {
    name: 'model-catalog',
    title: 'Model catalog',
    description: 'A shop window of models that are ready to use.',
    purpose: 'registry',
    files: ['hub-model-catalog', 'applications_hub_overlays_model-catalog'],
  },
];

/** All of cert-manager up to 26.03; beside a file of cert-manager itself only Kubeflow's issuer. */
const issuerPath = 'common_cert-manager_overlays_kubeflow';

/**
 * The component a rendered file belongs to. A file no catalogue knows is a
 * component of its own, so that nothing is lost. `others` are the names of the
 * release's other files: one path of upstream's has changed its meaning.
 */
export function componentOfFile(
  fileName: string,
  catalogue: readonly CatalogueEntry[],
  others: readonly string[] = [],
): ReleaseComponent {
  const plain = plainName(fileName);
  const isIssuer = plain === issuerPath && others.some((other) => plainName(other) === 'common_cert-manager_base');
  const entry = catalogue.find((candidate) =>
    isIssuer ? candidate.name === 'certificate-issuer' : candidate.files.includes(plain),
  );
  if (entry === undefined) {
    return { name: plain, title: plain, description: `The objects of ${fileName}.`, purpose: 'platform' };
  }
  const { name, title, description, purpose } = entry;
  return { name, title, description, purpose };
}

function plainName(fileName: string): string {
  return fileName.replace(/^\d+-/, '').replace(/\.ya?ml$/, '');
}
