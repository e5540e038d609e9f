import { isError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { KubernetesObject, ResourceType } from '../../kubernetes/objects/object.ts';
import { profileType } from '../login/read-facts.ts';
import { hashAnnotation } from '../plan/marks.ts';
import { canonicalJson, sha256 } from '../release/canonical-json.ts';
import { podProxyVariables, type PodProxy } from './proxy-variables.ts';

/** The name of the PodDefault, and the label that selects it with the value `true`. The notebook form knows a PodDefault by that label. */
export const podDefaultName = 'mlanywhere-proxy';

/** On a PodDefault that MLAnywhere made: for which installation. */
export const podDefaultLabel = 'mlanywhere.dev/proxy-of';

export const podDefaults: ResourceType = {
  group: 'kubeflow.org',
  version: 'v1alpha1',
  kind: 'PodDefault',
  plural: 'poddefaults',
  namespaced: true,
};

/** What happened to the PodDefault of a namespace. `kept`: somebody changed it by hand, or it is of somebody else. */
export interface PodDefaultNews {
  readonly namespace: string;
  readonly done: 'made' | 'changed' | 'removed' | 'kept' | 'refused';
}

type Client = Pick<KubernetesClient, 'list' | 'create' | 'mergePatch' | 'delete'>;

/**
 * Gives each namespace of a user the PodDefault with the variables of the proxy, or takes it away where there is no
 * proxy. `only`: one namespace alone. What somebody changed by hand stays as it is. Repeated, it changes nothing. A
 * Kubeflow without PodDefaults gets none.
 */
export async function settlePodDefaults(
  client: Client,
  {
    installation,
    proxy,
    only,
  }: { readonly installation: string; readonly proxy: PodProxy | undefined; readonly only?: string },
  signal: AbortSignal,
): Promise<PodDefaultNews[]> {
  const list = (type: ResourceType, fieldSelector?: string): Promise<KubernetesObject[]> =>
    client
      .list<KubernetesObject>(type, { signal, ...(fieldSelector !== undefined && { fieldSelector }) })
      .catch(orNothingServed);
  const [profiles, found] = await Promise.all([
    only === undefined ? list(profileType) : [{ metadata: { name: only } }],
    list(podDefaults, `metadata.name=${podDefaultName}`),
  ]);
  const there = new Map(found.map((object) => [object.metadata.namespace, object]));
  const wanted = proxy && fieldsOf(proxy);
  const news: PodDefaultNews[] = [];
  for (const { metadata } of profiles) {
    const namespace = metadata.name;
    const done = await settleOne(client, { installation, namespace, wanted, found: there.get(namespace), signal });
    if (done !== undefined) news.push({ namespace, done });
  }
  return news;
}

/** What MLAnywhere sets in a PodDefault. Other fields of it belong to whoever set them. */
type Fields = Readonly<Record<'selector' | 'desc' | 'env', unknown>>;

function fieldsOf(proxy: PodProxy): Fields {
  return {
    desc: 'Internet through the proxy of the cluster',
    selector: { matchLabels: { [podDefaultName]: 'true' } },
    env: podProxyVariables(proxy),
  };
}

interface Settled {
  readonly installation: string;
  readonly namespace: string;
  readonly wanted: Fields | undefined;
  readonly found: KubernetesObject | undefined;
  readonly signal: AbortSignal;
}

async function settleOne(client: Client, given: Settled): Promise<PodDefaultNews['done'] | undefined> {
  const { found, wanted } = given;
  try {
    if (found !== undefined) return await changeFound(client, { ...given, found });
    return wanted === undefined ? undefined : await make(client, { ...given, wanted });
  } catch (thrown) {
    // A Profile whose namespace is not there yet gets it next time.
    if (isError(thrown, 'kubernetes.notFound', 'kubernetes.kindUnknown')) return undefined;
    if (isError(thrown, 'kubernetes.forbidden')) return 'refused';
    throw thrown;
  }
}

async function make(
  client: Client,
  { installation, namespace, wanted, signal }: Settled & { readonly wanted: Fields },
): Promise<PodDefaultNews['done']> {
  const labels = { [podDefaultLabel]: installation };
  const metadata = { namespace, name: podDefaultName, labels, ...marked(wanted) };
  const object = { apiVersion: 'kubeflow.org/v1alpha1', kind: 'PodDefault', metadata, spec: wanted };
  await client.create(podDefaults, object, { signal });
  return 'made';
}

async function changeFound(
  client: Client,
  { installation, namespace, wanted, found, signal }: Settled & { readonly found: KubernetesObject },
): Promise<PodDefaultNews['done'] | undefined> {
  const key = { namespace, name: podDefaultName };
  const { labels, annotations } = found.metadata;
  const now = hashOf(found['spec'] as Fields);
  if (labels?.[podDefaultLabel] !== installation) return wanted === undefined ? undefined : 'kept';
  if (now !== annotations?.[hashAnnotation]) return 'kept';
  if (wanted === undefined) return (await client.delete(podDefaults, key, { signal })) ? 'removed' : undefined;
  if (hashOf(wanted) === now) return undefined;
  await client.mergePatch(podDefaults, key, { metadata: marked(wanted), spec: wanted }, { signal });
  return 'changed';
}

function marked(fields: Fields): { readonly annotations: Record<string, string> } {
  return { annotations: { [hashAnnotation]: hashOf(fields) } };
}

function hashOf({ selector, desc, env }: Fields): string {
  return sha256(canonicalJson({ selector, desc, env }));
}

function orNothingServed(thrown: unknown): [] {
  if (isError(thrown, 'kubernetes.kindUnknown', 'kubernetes.notFound', 'kubernetes.forbidden')) return [];
  throw thrown;
}
