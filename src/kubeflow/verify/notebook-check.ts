import { MlaError } from '../../errors/error.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject, ResourceType } from '../../kubernetes/objects/object.ts';
import { notebookImage } from './images.ts';
import { namespaceOf, type CheckContext, type Finding } from './look.ts';
import { explain } from './made/explain.ts';
import { madeName, withMade } from './made/made-objects.ts';
import { needs } from './made/pod-settings.ts';
import { waitFor, type Look } from './made/wait-for.ts';

const type: ResourceType = {
  group: 'kubeflow.org',
  version: 'v1',
  kind: 'Notebook',
  plural: 'notebooks',
  namespaced: true,
};

type Notebook = KubernetesObject & { readonly status?: { readonly readyReplicas?: number } };

/** A notebook server of the default image, without a volume: it becomes ready, and Jupyter answers through the gateway. */
export async function lookAtNotebook(context: CheckContext): Promise<Finding> {
  const { client, walk, signal } = context;
  const namespace = namespaceOf(walk);
  const served = await client.discover('kubeflow.org/v1', { signal });
  const image = await notebookImage(client, signal);
  if (image === undefined || !served.some(({ kind }) => kind === 'Notebook'))
    return { seen: '', skipped: 'the installation has no notebooks' };
  const waiting = { ...context, namespace };
  const parts = [
    { type: builtInTypes.statefulSet, name: madeName },
    { type: builtInTypes.pod, name: `${madeName}-0` },
  ];
  return withMade(context, [{ type, object: notebook(namespace, image), parts }], async () => {
    await waitFor(waiting, 'The notebook', () => lookAtStatus(context, namespace));
    const path = `/notebook/${namespace}/${madeName}/api`;
    const version = await waitFor(waiting, 'Jupyter', () => askJupyter(context, path));
    return { seen: `${image}: Jupyter ${version} at ${path}` };
  });
}

async function lookAtStatus({ client, signal }: CheckContext, namespace: string): Promise<Look<true>> {
  const found = await client.get<Notebook>(type, { namespace, name: madeName }, { signal });
  if ((found?.status?.readyReplicas ?? 0) > 0) return { value: true };
  const suspects = {
    namespace,
    labelSelector: `notebook-name=${madeName}`,
    workload: { type: builtInTypes.statefulSet, name: madeName },
  };
  return { state: 'its pod starts', trouble: await explain(client, suspects, signal) };
}

/** Through the gateway, as the user's browser. Jupyter tells its version without a token of its own. */
async function askJupyter({ walk, signal }: CheckContext, path: string): Promise<Look<string>> {
  const { session } = walk;
  if (session === undefined) throw new MlaError('login.sessionExpired', { origin: 'the gateway' });
  const { status, body } = await session.fetch(path, {
    method: 'GET',
    headers: { accept: 'application/json' },
    signal,
  });
  const [, version] = status === 200 ? (/"version"\s*:\s*"([^"]+)"/.exec(body) ?? []) : [];
  return version === undefined ? { state: `the gateway answers HTTP ${status} for the notebook` } : { value: version };
}

function notebook(namespace: string, image: string): KubernetesObject {
  return {
    apiVersion: 'kubeflow.org/v1',
    kind: 'Notebook',
    metadata: {
      name: madeName,
      namespace,
      annotations: { 'notebooks.kubeflow.org/server-type': 'jupyter' },
    },
    spec: {
      template: {
        spec: {
          serviceAccountName: 'default-editor',
          // The controller looks for the container by the name of the Notebook.
          containers: [{ name: madeName, image, resources: needs('100m', '1Gi') }],
        },
      },
    },
  };
}
