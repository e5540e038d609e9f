import { podDefaultName } from '../../pod-proxy/pod-defaults.ts';
import { conditionOf } from '../../../kubernetes/objects/conditions.ts';
import type { KubernetesObject, ResourceType } from '../../../kubernetes/objects/object.ts';
import { resourcesFor, tolerationsFor } from '../accelerators.ts';
import { demoName, pathAnnotation, type DemoPlace, type DemoSite } from '../demo-names.ts';
import type { Ide, IdeState } from './ide.ts';
import { findNotebookImage, type ImageWish } from '../images.ts';
import { ensureOwn, metadataOf } from '../own-objects.ts';
import { troubleOfPods } from '../pod-trouble.ts';

export const notebookType: ResourceType = {
  group: 'kubeflow.org',
  version: 'v1',
  kind: 'Notebook',
  plural: 'notebooks',
  namespaced: true,
};

interface Notebook extends KubernetesObject {
  readonly status?: { readonly readyReplicas?: number };
}

/** Source: Kubeflow's notebook images and notebooks web app. */
const home = '/home/jovyan';

/** An IDE as a Notebook of Kubeflow, with an image that the release offers or the one that is given. */
export async function notebookIde(
  place: DemoSite,
  wish: ImageWish & { readonly image?: string | undefined },
): Promise<Ide> {
  const { namespace } = place;
  const path = `/notebook/${namespace}/${demoName}/`;
  const image = wish.image ?? (await findNotebookImage(place, wish));
  return {
    kind: 'Notebook',
    image,
    home,
    path,
    create: async ({ claim, accelerator }) => {
      const metadata = metadataOf(demoName, place);
      await ensureOwn<KubernetesObject>(place, notebookType, {
        apiVersion: 'kubeflow.org/v1',
        kind: 'Notebook',
        // The web app opens servers of this type in JupyterLab.
        metadata: {
          ...metadata,
          // The PodDefault of the proxy, in a namespace that has one.
          labels: { ...metadata.labels, [podDefaultName]: 'true' },
          annotations: {
            ...metadata.annotations,
            [pathAnnotation]: path,
            'notebooks.kubeflow.org/server-type': 'jupyter',
          },
        },
        spec: {
          template: {
            spec: {
              serviceAccountName: 'default-editor',
              tolerations: tolerationsFor(accelerator),
              containers: [
                {
                  // The controller gives the container of this name its path.
                  name: demoName,
                  image,
                  resources: resourcesFor(accelerator),
                  volumeMounts: [
                    { name: 'home', mountPath: home },
                    { name: 'memory', mountPath: '/dev/shm' },
                  ],
                },
              ],
              volumes: [
                { name: 'home', persistentVolumeClaim: { claimName: claim } },
                { name: 'memory', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } },
              ],
            },
          },
        },
      });
    },
    look: () => lookAtNotebook(place),
  };
}

/** How the demo's Notebook is doing now. */
export async function lookAtNotebook(place: DemoPlace): Promise<IdeState> {
  const { client, namespace, signal } = place;
  const notebook = await client.get<Notebook>(notebookType, { namespace, name: demoName }, { signal });
  if (notebook === undefined) return { state: 'absent' };
  if ((notebook.status?.readyReplicas ?? 0) > 0) return { state: 'ready' };
  const trouble = await troubleOfPods(place, { labelSelector: `notebook-name=${demoName}` });
  const waiting = conditionOf(notebook, 'Waiting')?.message;
  return { state: 'starting', reason: trouble ?? waiting ?? 'its pod is not ready yet' };
}
