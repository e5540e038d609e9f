import { MlaError } from '../../errors/error.ts';
import { conditionOf } from '../../kubernetes/objects/conditions.ts';
import type { KubernetesObject, ResourceType } from '../../kubernetes/objects/object.ts';
import { namespaceOf, type CheckContext, type Finding } from './look.ts';
import { explain } from './made/explain.ts';
import { madeName, withMade } from './made/made-objects.ts';
import { waitFor, type Look } from './made/wait-for.ts';
import { modelInput, modelOutput, modelService } from './model-service.ts';

const group = 'serving.kserve.io';
const service: ResourceType = {
  group,
  version: 'v1beta1',
  kind: 'InferenceService',
  plural: 'inferenceservices',
  namespaced: true,
};
const runtimes: ResourceType = {
  group,
  version: 'v1alpha1',
  kind: 'ClusterServingRuntime',
  plural: 'clusterservingruntimes',
  namespaced: false,
};

interface Runtime extends KubernetesObject {
  readonly spec?: { readonly containers?: readonly { readonly image?: string }[] };
}

interface InferenceService extends KubernetesObject {
  readonly status?: { readonly url?: string };
}

/** A model that KServe serves with the installation's own server for scikit-learn, and one prediction through the gateway. */
export async function lookAtModel(context: CheckContext): Promise<Finding> {
  const { client, walk, signal } = context;
  const namespace = namespaceOf(walk);
  const served = await client.discover(`${group}/v1beta1`, { signal });
  if (!served.some(({ kind }) => kind === 'InferenceService'))
    return { seen: '', skipped: 'the installation has no KServe' };
  const runtime = await client.get<Runtime>(runtimes, { name: 'kserve-sklearnserver' }, { signal });
  const image = runtime?.spec?.containers?.[0]?.image;
  if (image === undefined) return { seen: '', skipped: 'KServe has no server for scikit-learn' };
  const waiting = { ...context, namespace };
  const object = modelService({ name: madeName, namespace, image });
  return withMade(context, [{ type: service, object }], async () => {
    const url = await waitFor(waiting, 'The model', () => lookAtService(context, namespace));
    const answer = await waitFor(waiting, 'The prediction', () => predict(context, url));
    if (answer !== modelOutput)
      throw new MlaError('verify.predictionWrong', { answer, expected: modelOutput, namespace });
    return { seen: `${url.href} answers ${answer}` };
  });
}

/** The address of the service, as soon as KServe calls it ready. */
async function lookAtService({ client, signal }: CheckContext, namespace: string): Promise<Look<URL>> {
  const found = await client.get<InferenceService>(service, { namespace, name: madeName }, { signal });
  const ready = found && conditionOf(found, 'Ready');
  const url = found?.status?.url;
  if (ready?.status === 'True' && url !== undefined) return { value: new URL(url) };
  const suspects = { namespace, labelSelector: `serving.kserve.io/inferenceservice=${madeName}` };
  const state = ready?.message ?? ready?.reason ?? 'KServe starts the model';
  return { state, trouble: await explain(client, suspects, signal) };
}

/** Asks through the gateway under the name of the service, with the user's session. */
async function predict({ walk, signal }: CheckContext, { host, pathname }: URL): Promise<Look<string>> {
  const { session } = walk;
  if (session === undefined) throw new MlaError('login.sessionExpired', { origin: 'the gateway' });
  const { status, body } = await session.fetch(`${pathname.replace(/\/$/, '')}/v1/models/${madeName}:predict`, {
    method: 'POST',
    headers: { host, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(modelInput),
    signal,
  });
  if (status !== 200) return { state: `the gateway answers HTTP ${status} for the prediction: ${body.slice(0, 200)}` };
  return { value: body.replaceAll(/\s/g, '').slice(0, 200) };
}
