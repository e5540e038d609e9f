import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { readYamlDocuments } from '../release/kubernetes-yaml.ts';
import type { VerifyClient } from './look.ts';

type Reader = Pick<VerifyClient, 'get' | 'list'>;

const namespace = 'kubeflow';

interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

interface Deployment extends KubernetesObject {
  readonly spec?: {
    readonly template?: { readonly spec?: { readonly containers?: readonly { readonly image?: string }[] } };
  };
}

/** The image that the page for notebooks proposes. Undefined where the installation has no such page. */
export async function notebookImage(client: Reader, signal: AbortSignal): Promise<string | undefined> {
  const labelSelector = 'app=jupyter-web-app';
  const found = await client.list<ConfigMap>(builtInTypes.configMap, { namespace, labelSelector, signal });
  const text = found.map(({ data }) => data?.['spawner_ui_config.yaml']).find((one) => one !== undefined);
  const [settings] = text === undefined ? [] : readYamlDocuments(text);
  const defaults = settings as { spawnerFormDefaults?: { image?: { value?: unknown } } } | undefined;
  const image = defaults?.spawnerFormDefaults?.image?.value;
  return typeof image === 'string' ? image : undefined;
}

/** A small image with a shell, which the nodes have already: that of the pipelines' profile controller; else a notebook's. */
export async function shellImage(client: Reader, signal: AbortSignal): Promise<string | undefined> {
  const name = 'kubeflow-pipelines-profile-controller';
  const found = await client.get<Deployment>(builtInTypes.deployment, { namespace, name }, { signal });
  return found?.spec?.template?.spec?.containers?.[0]?.image ?? (await notebookImage(client, signal));
}

/** Programs of Kubeflow that are written in Python, so their images have `python3`. */
const inPython = [
  'kubeflow-pipelines-profile-controller',
  'jupyter-web-app-deployment',
  'volumes-web-app-deployment',
  'tensorboards-web-app-deployment',
  'kserve-models-web-app',
];

/** An image with `python3`, which a node has already; else a notebook's. Undefined where the installation has none. */
export async function pythonImage(client: Reader, signal: AbortSignal): Promise<string | undefined> {
  const found = await client.list<Deployment>(builtInTypes.deployment, { namespace, signal });
  const images = inPython.map((name) => {
    const { spec } = found.find(({ metadata }) => metadata.name === name) ?? {};
    return spec?.template?.spec?.containers?.[0]?.image;
  });
  return images.find((image) => image !== undefined) ?? (await notebookImage(client, signal));
}
