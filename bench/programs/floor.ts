/**
 * The least an install can take: the definitions of a release alone, until the
 * API server serves every kind. Arguments: kubeconfig, bundle. Prints one line of JSON.
 */
import { readFile } from 'node:fs/promises';
import { loadRelease } from '../../src/kubeflow/release/load-release.ts';
import { readKubeconfig } from '../../src/kubernetes/kubeconfig/kubeconfig.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import type { ResourceType } from '../../src/kubernetes/objects/object.ts';

const definitionType: ResourceType = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  namespaced: false,
};
/** Requests under way; testbed runs show no gain beyond. */
const inFlight = 16;

const [kubeconfig = '', bundle = ''] = process.argv.slice(2);
const client = createKubernetesClient(await readKubeconfig(await readFile(kubeconfig, 'utf8'), { execAllowed: false }));
const definitions = loadRelease(await readFile(bundle)).objects.filter((object) => object.serves !== undefined);
definitions.sort((one, other) => other.json.length - one.json.length);

const started = performance.now();
const queue = definitions.values();
await Promise.all(
  Array.from({ length: inFlight }, async () => {
    for (const { key, json } of queue) await client.apply({ key, type: definitionType, body: json });
  }),
);
const sent = (performance.now() - started) / 1000;

// Asked the way the installer asks: a few groups at a time, because the server publishes kinds one after the other.
const pending = new Map(
  Map.groupBy(definitions, ({ serves }) => `${serves?.group ?? ''}/${serves?.versions.at(-1) ?? ''}`),
);
while (pending.size > 0) {
  const before = pending.size;
  const round = [...pending].slice(0, 4).map(async ([apiVersion, members]) => {
    const served = new Set((await client.discover(apiVersion)).map((type) => type.kind));
    if (members.every(({ serves }) => served.has(serves?.kind ?? ''))) pending.delete(apiVersion);
  });
  await Promise.all(round);
  if (pending.size === before) await new Promise((resolve) => setTimeout(resolve, 250));
}
process.stdout.write(
  `${JSON.stringify({ definitions: definitions.length, sent, served: (performance.now() - started) / 1000 })}\n`,
);
await client.close();
