import type { KubernetesObject, ResourceType } from '../../../kubernetes/objects/object.ts';
import type { Accelerator } from '../accelerators.ts';
import { demoName, pathAnnotation, type DemoPlace, type DemoSite } from '../demo-names.ts';
import type { Ide, IdeState } from './ide.ts';
import { chooseImage, type ImageWish } from '../images.ts';
import { ensureOwn, metadataOf } from '../own-objects.ts';

const group = { group: 'kubeflow.org', version: 'v1beta1' } as const;
export const workspaceType: ResourceType = { ...group, kind: 'Workspace', plural: 'workspaces', namespaced: true };
export const workspaceKindType: ResourceType = {
  ...group,
  kind: 'WorkspaceKind',
  plural: 'workspacekinds',
  namespaced: false,
};

interface Value<Spec> {
  readonly id: string;
  readonly spec: Spec;
}

/** As much of a WorkspaceKind as is read. Source: Kubeflow Notebooks 2, v1beta1. */
interface WorkspaceKind extends KubernetesObject {
  readonly spec: {
    readonly podTemplate: {
      readonly volumeMounts: { readonly home: string };
      readonly ports: readonly { readonly id: string }[];
      readonly options: {
        readonly imageConfig: {
          readonly values: readonly Value<{
            readonly image: string;
            readonly ports: readonly { readonly id: string }[];
          }>[];
        };
        readonly podConfig: {
          readonly spawner: { readonly default: string };
          readonly values: readonly Value<{
            readonly resources?: { readonly limits?: Readonly<Record<string, string | number>> };
          }>[];
        };
      };
    };
  };
}

interface Workspace extends KubernetesObject {
  readonly status?: { readonly state?: string; readonly stateMessage?: string };
}

/**
 * An IDE as a Workspace of the first WorkspaceKind that offers what is wanted; undefined where none does. Its pod is the
 * kind's: which image and which resources there are is chosen from the kind's lists, by their ids.
 */
export async function workspaceIde(place: DemoSite, wish: ImageWish): Promise<Ide | undefined> {
  const { client, signal } = place;
  const kinds = await client.list<WorkspaceKind>(workspaceKindType, { signal });
  const found = kinds.map((kind) => chooseOptions(kind, wish)).find((one) => one !== undefined);
  return found && ideOf(place, found);
}

interface Options {
  readonly kind: string;
  readonly image: string;
  readonly home: string;
  readonly imageConfig: string;
  readonly podConfig: string;
  readonly port: string;
}

function chooseOptions({ metadata, spec }: WorkspaceKind, wish: ImageWish): Options | undefined {
  const { options, volumeMounts } = spec.podTemplate;
  const images = options.imageConfig.values;
  const image = chooseImage(
    images.map((one) => one.spec.image),
    wish,
  );
  const imageConfig = images.find((one) => one.spec.image === image);
  const podConfig = choosePod(options.podConfig, wish.accelerator);
  const port = imageConfig?.spec.ports[0]?.id;
  if (image === undefined || imageConfig === undefined || podConfig === undefined || port === undefined)
    return undefined;
  return { kind: metadata.name, image, home: volumeMounts.home, imageConfig: imageConfig.id, podConfig, port };
}

function choosePod(
  { spawner, values }: WorkspaceKind['spec']['podTemplate']['options']['podConfig'],
  accelerator: Accelerator | undefined,
): string | undefined {
  return accelerator === undefined
    ? spawner.default
    : values.find(({ spec }) => Number(spec.resources?.limits?.[accelerator] ?? 0) > 0)?.id;
}

function ideOf(place: DemoSite, { kind, image, home, imageConfig, podConfig, port }: Options): Ide {
  const path = `/workspace/connect/${place.namespace}/${demoName}/${port}/`;
  return {
    kind: 'Workspace',
    image,
    home,
    path,
    create: async ({ claim }) => {
      const metadata = metadataOf(demoName, place);
      await ensureOwn<KubernetesObject>(place, workspaceType, {
        apiVersion: 'kubeflow.org/v1beta1',
        kind: 'Workspace',
        metadata: { ...metadata, annotations: { ...metadata.annotations, [pathAnnotation]: path } },
        spec: { kind, podTemplate: { options: { imageConfig, podConfig }, volumes: { home: claim } } },
      });
    },
    look: () => lookAtWorkspace(place),
  };
}

/** How the demo's Workspace is doing now. */
export async function lookAtWorkspace(place: DemoPlace): Promise<IdeState> {
  const { client, namespace, signal } = place;
  const workspace = await client.get<Workspace>(workspaceType, { namespace, name: demoName }, { signal });
  if (workspace === undefined) return { state: 'absent' };
  const { state = 'Unknown', stateMessage = '' } = workspace.status ?? {};
  if (state === 'Running') return { state: 'ready' };
  return { state: 'starting', reason: stateMessage === '' ? `it is ${state}` : stateMessage };
}
