import { MlaError } from '../../errors/error.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { Accelerator } from './accelerators.ts';
import { frameworks, type DemoPlace, type Framework } from './demo-names.ts';

/** What is wanted of an image. */
export interface ImageWish {
  readonly framework: Framework;
  readonly accelerator: Accelerator | undefined;
}

interface WithText extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

interface WithVolumes extends KubernetesObject {
  readonly spec?: {
    readonly template?: {
      readonly spec?: { readonly volumes?: readonly { readonly configMap?: { name?: string } }[] };
    };
  };
}

/** Source: Kubeflow's notebooks web app, its Deployment and settings. */
const webApp = { namespace: 'kubeflow', name: 'jupyter-web-app-deployment' };
const settingsFile = 'spawner_ui_config.yaml';

/**
 * The image that the release offers for notebooks with a framework, from the settings that the notebooks web app uses
 * now: so an administrator's own images are found too.
 * @throws `demoContent.noImage`
 */
export async function findNotebookImage(place: DemoPlace, wish: ImageWish): Promise<string> {
  const { client, signal } = place;
  const deployment = await client.get<WithVolumes>(builtInTypes.deployment, webApp, { signal });
  const names = (deployment?.spec?.template?.spec?.volumes ?? []).flatMap(({ configMap }) => configMap?.name ?? []);
  const settings = await Promise.all(
    names.map((name) =>
      client.get<WithText>(builtInTypes.configMap, { namespace: webApp.namespace, name }, { signal }),
    ),
  );
  const text = settings.map((one) => one?.data?.[settingsFile] ?? '').join('\n');
  const offered = [...text.matchAll(/^\s*- (\S+[:@]\S+)$/gm)].map(([, image = '']) => image);
  const image = chooseImage(offered, wish);
  if (image === undefined) throw noImage(wish, 'the list of the notebooks web app');
  return image;
}

/** The image of a list whose name has the framework. An image for NVIDIA's GPUs is taken only for such a GPU. */
export function chooseImage(offered: readonly string[], { framework, accelerator }: ImageWish): string | undefined {
  return offered.find((image) => {
    const name = image.split('/').at(-1) ?? '';
    return (
      name.includes(framework) &&
      name.includes('cuda') === (accelerator === 'nvidia.com/gpu') &&
      fits(name, accelerator)
    );
  });
}

/** AMD's GPUs need a build for ROCm. */
function fits(name: string, accelerator: Accelerator | undefined): boolean {
  return name.includes('rocm') === (accelerator === 'amd.com/gpu');
}

export function noImage({ framework, accelerator }: ImageWish, where: string): MlaError {
  const wanted = accelerator === undefined ? frameworks[framework] : `${frameworks[framework]} and ${accelerator}`;
  return new MlaError('demoContent.noImage', { wanted, where });
}
