import type { ReleaseComponent } from './release.ts';

/** A component and the rendered files it is made of: upstream renamed and merged files between releases, users should not notice. */
export interface CatalogueEntry extends ReleaseComponent {
  /** Names of rendered files without their leading number and ending. */
  readonly files: readonly string[];
}

/** The parts of Kubeflow, in the order upstream lists them. Each known release says which of its folders belong to which part. */
export const kubeflowParts: readonly ReleaseComponent[] = [
  {
    name: 'cert-manager',
    title: 'cert-manager',
    description: 'Issues the certificates that webhooks inside the cluster are called with.',
    purpose: 'platform',
  },
  {
    name: 'certificate-issuer',
    title: 'Certificate issuer',
    description: 'The issuer Kubeflow orders its own certificates from.',
    purpose: 'platform',
  },
  {
    name: 'istio-crds',
    title: 'Istio kinds',
    description: 'The kinds of object Istio is configured with.',
    purpose: 'platform',
  },
  {
    name: 'istio-namespace',
    title: 'Istio namespace',
    description: 'The namespace of the service mesh.',
    purpose: 'platform',
  },
  {
    name: 'istio',
    title: 'Istio',
    description: 'The service mesh: lets only signed-in users and known services reach each part.',
    purpose: 'platform',
  },
  {
    name: 'oauth2-proxy',
    title: 'OAuth2 Proxy',
    description: 'Sends everyone who is not signed in to the login page.',
    purpose: 'login',
  },
  {
    name: 'dex',
    title: 'Dex',
    description: 'The login page and the users behind it.',
    purpose: 'login',
  },
  {
    name: 'knative',
    title: 'Knative Serving',
    description: 'Runs model servers that grow with traffic and shrink to nothing.',
    purpose: 'serving',
  },
  {
    name: 'cluster-local-gateway',
    title: 'Cluster-local gateway',
    description: 'Lets workloads inside the cluster call model servers.',
    purpose: 'serving',
  },
  {
    name: 'kubeflow-namespaces',
    title: 'Kubeflow namespaces',
    description: 'The namespaces Kubeflow lives in, and who may talk to whom there.',
    purpose: 'platform',
  },
  {
    name: 'kubeflow-roles',
    title: 'Kubeflow roles',
    description: 'The roles that users of a profile are given.',
    purpose: 'platform',
  },
  {
    name: 'kubeflow-gateway',
    title: 'Kubeflow gateway',
    description: 'The one entrance through which browsers reach Kubeflow.',
    purpose: 'platform',
  },
  {
    name: 'pipelines',
    title: 'Pipelines',
    description: 'Builds, runs and keeps track of machine-learning workflows.',
    purpose: 'pipelines',
  },
  {
    name: 'katib',
    title: 'Katib',
    description: 'Tunes hyperparameters by running many trials.',
    purpose: 'training',
  },
  {
    name: 'dashboard',
    title: 'Dashboard and profiles',
    description: 'The start page, one workspace for each user, and presets for their pods.',
    purpose: 'login',
  },
  {
    name: 'notebooks',
    title: 'Notebooks',
    description: 'Jupyter, VS Code and RStudio in the browser, with their volumes and TensorBoards.',
    purpose: 'notebooks',
  },
  {
    name: 'trainer',
    title: 'Trainer',
    description: 'Trains models on many nodes and GPUs at once.',
    purpose: 'training',
  },
  {
    name: 'user-profile',
    title: 'First user profile',
    description: 'The workspace of the first user.',
    purpose: 'login',
  },
  {
    name: 'kserve',
    title: 'KServe',
    description: 'Serves trained models behind an HTTP address.',
    purpose: 'serving',
  },
  {
    name: 'kserve-web-app',
    title: 'Model servers page',
    description: 'The dashboard page that lists model servers.',
    purpose: 'serving',
  },
  {
    name: 'spark',
    title: 'Spark operator',
    description: 'Runs Apache Spark jobs.',
    purpose: 'data',
  },
  {
    name: 'model-registry',
    title: 'Model registry',
    description: 'Keeps track of models, their versions and where they are stored.',
    purpose: 'registry',
  },
  {
    name: 'model-catalog',
    title: 'Model catalog',
    description: 'A shop window of models that are ready to use.',
    purpose: 'registry',
  },
];

/** The component a rendered file belongs to. A file no catalogue knows is a component of its own, so that nothing is lost. */
export function componentOfFile(fileName: string, catalogue: readonly CatalogueEntry[]): ReleaseComponent {
  const plain = plainName(fileName);
  const entry = catalogue.find((candidate) => candidate.files.includes(plain));
  if (entry === undefined) {
    return { name: plain, title: plain, description: `The objects of ${fileName}.`, purpose: 'platform' };
  }
  const { name, title, description, purpose } = entry;
  return { name, title, description, purpose };
}

/** A rendered file's name without leading number and ending. */
export function plainName(fileName: string): string {
  return fileName.replace(/^\d+-/, '').replace(/\.ya?ml$/, '');
}
