import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { canonicalJson, sha256 } from '../../release/canonical-json.ts';
import type { Inventory, Item, Workload } from '../inventory.ts';
import { containersOf, contentOf, type Needed, type PodTemplate } from './pod-template.ts';
import type { Requirement } from './requirement-type.ts';

/**
 * On the pod template of a workload: the digest of every ConfigMap and Secret
 * of the plan that its program reads. When one of them changes, so does the
 * template, and Kubernetes replaces the pods; otherwise the program would keep
 * what it read when it started.
 */
export const configurationAnnotation = 'mlanywhere.dev/configuration';

/** Workloads that replace their pods when the template changes. The template of a Job cannot change, and a CronJob starts new pods anyway. */
const rolling: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** Pods that are replaced because of new configuration must find it there: it goes first, also where it is optional or read by name. */
export function configurationRequirements({ item, template }: Workload, inventory: Inventory): Requirement[] {
  return configurationOf(template, item.key.namespace, inventory).map((object) => ({
    item,
    needs: { object },
    why: `the ${object.key.kind} ${object.key.name}`,
    strength: 'unchanged',
    takesAlong: false,
  }));
}

/** What is sent for an item: as it is, or with the digest of the configuration that its pods read. */
export function withConfigurationDigest(
  item: Item,
  inventory: Inventory,
): { readonly json: string; readonly hash: string } {
  const workload = rolling.includes(item.key.kind) ? inventory.workloadOf(item) : undefined;
  const read = workload === undefined ? [] : configurationOf(workload.template, item.key.namespace, inventory);
  if (read.length === 0) return item;
  const digest = sha256(canonicalJson(read.map(({ key, object }) => [key.kind, key.name, textContent(object)])));
  const json = canonicalJson(annotateTemplate(item.object, digest));
  return { json, hash: sha256(json) };
}

/** The ConfigMaps and Secrets of the plan that a pod reads: what it mounts or gets as variables, and what its arguments name for it to read by itself. */
function configurationOf(template: PodTemplate, namespace: string | undefined, inventory: Inventory): Item[] {
  const named = wordsOf(template).flatMap((name): Needed[] => [
    { kind: 'ConfigMap', name },
    { kind: 'Secret', name },
  ]);
  const found = [...contentOf(template), ...named].flatMap(
    ({ kind, name }) =>
      inventory.find({ apiVersion: 'v1', kind, name, ...(namespace === undefined ? {} : { namespace }) }) ?? [],
  );
  return [...new Set(found)].sort((one, other) =>
    `${one.key.kind} ${one.key.name}` < `${other.key.kind} ${other.key.name}` ? -1 : 1,
  );
}

/** Whatever in commands, arguments and variables could be the name of an object. */
function wordsOf(template: PodTemplate): string[] {
  const texts = containersOf(template).flatMap(({ command = [], args = [], env = [] }) => [
    ...command,
    ...args,
    ...env.map(({ value = '' }) => value),
  ]);
  return texts.flatMap((text) => text.split(/[^a-z0-9.-]+/)).filter((word) => word !== '');
}

/** The same however it is written: the API server turns `stringData` into `data`. */
function textContent(object: KubernetesObject): Record<string, unknown> {
  const {
    data = {},
    binaryData = {},
    stringData = {},
  } = object as Partial<Record<'data' | 'binaryData' | 'stringData', Record<string, string>>>;
  const encoded = Object.fromEntries(
    Object.entries(stringData).map(([name, text]) => [name, Buffer.from(text).toString('base64')]),
  );
  return { data: { ...data, ...encoded }, binaryData };
}

interface WorkloadBody extends KubernetesObject {
  readonly spec: {
    readonly template: { readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> } };
  };
}

function annotateTemplate(object: KubernetesObject, digest: string): KubernetesObject {
  const { spec, ...rest } = object as WorkloadBody;
  const { metadata } = spec.template;
  const annotations = { ...metadata?.annotations, [configurationAnnotation]: digest };
  return { ...rest, spec: { ...spec, template: { ...spec.template, metadata: { ...metadata, annotations } } } };
}
