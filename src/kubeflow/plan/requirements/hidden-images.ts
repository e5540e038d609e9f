import type { Inventory, Item } from '../inventory.ts';
import { containersOf } from './pod-template.ts';

/*
 * Images that no pod template names are pulled only at run time: a cluster
 * without access to their registry fails long after the install. They stand
 * in arguments, environment, ConfigMaps and custom resources, in JSON, in
 * YAML inside strings, and in command lines.
 */

/** Something called an image, and its value: `"image": "x"`, `executor-image: x`, `--executor-image x`, `DRIVER_IMAGE=x`. */
const calledImage = /image["']?\s*(?:[:=]\s*|\s)["']?([^\s"',\\]+)/gi;

/** A reference with a registry's host name and a tag or digest, wherever it stands; addresses (`://`) are none. */
const withRegistry =
  /(?<![\w./:@-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?\/[a-z0-9._/-]+(?::\w[\w.-]{0,127}|@sha256:[0-9a-f]{64})/g;

/** Source: the grammar of the distribution project. A name alone (`proxyv2`) is too little to pull. */
const referencePattern =
  /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

const picture = /\.(?:svg|png|jpe?g|gif|ico)$/;

/** Images named anywhere but as the image of a container in a pod template, sorted. */
export function findHiddenImages(inventory: Inventory): string[] {
  const found = new Set<string>();
  for (const text of inventory.items.flatMap((item) => textsOf(item, inventory))) {
    for (const [, candidate = ''] of text.matchAll(calledImage)) if (isReference(candidate)) found.add(candidate);
    for (const [candidate] of text.matchAll(withRegistry)) found.add(candidate);
  }
  return [...found].sort();
}

function textsOf(item: Item, inventory: Inventory): string[] {
  if (item.serves !== undefined) return [];
  if (item.key.kind === 'ConfigMap') {
    return Object.entries((item.object['data'] as Record<string, string> | undefined) ?? {}).map(
      ([name, text]) => `${name}: ${text}`,
    );
  }
  if (inventory.types.definitionOf(item.key) !== undefined) return [item.json];
  const workload = inventory.workloadOf(item);
  if (workload === undefined) return [];
  return containersOf(workload.template).flatMap(({ command = [], args = [], env = [] }) => [
    [...command, ...args].join(' '),
    ...env.map(({ name, value = '' }) => `${name}=${value}`),
  ]);
}

function isReference(candidate: string): boolean {
  return (
    /[/:]/.test(candidate) &&
    referencePattern.test(candidate) &&
    !picture.test(candidate) &&
    !candidate.endsWith('.git')
  );
}
