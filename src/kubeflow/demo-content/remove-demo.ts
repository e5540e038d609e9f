import { setTimeout as pause } from 'node:timers/promises';
import { MlaError } from '../../errors/error.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { ResourceType } from '../../kubernetes/objects/object.ts';
import type { PipelinesClient } from '../pipelines/client.ts';
import { demoLabel, type DemoPlace } from './demo-names.ts';
import { removeDemoRuns } from './demo-run.ts';
import { notebookType } from './ide/notebook-ide.ts';
import { workspaceType } from './ide/workspace-ide.ts';

/** Kinds of what the demo makes itself; the IDE first, since it uses the others. All else belongs to these and goes with them. */
const kinds: readonly ResourceType[] = [
  notebookType,
  workspaceType,
  builtInTypes.job,
  builtInTypes.configMap,
  builtInTypes.claim,
];

/** An object of the demo that is there. */
export interface DemoObject {
  readonly type: ResourceType;
  readonly name: string;
}

/** What the demo has made in the namespace, as the cluster has it now. */
export async function listDemoObjects({ client, namespace, installation, signal }: DemoPlace): Promise<DemoObject[]> {
  const served = await client.discoverAll({ signal });
  const isServed = (type: ResourceType): boolean =>
    served.some(({ group, plural }) => group === type.group && plural === type.plural);
  const labelSelector = `${demoLabel}=${installation}`;
  const found = await Promise.all(
    kinds.filter(isServed).map(async (type) => {
      const all = await client.listMetadata(type, { namespace, labelSelector, signal });
      return all.map(({ name }) => ({ type, name }));
    }),
  );
  return found.flat();
}

/**
 * Removes all that the demo made, in the cluster and in Kubeflow Pipelines, and gives its names. What an interrupted
 * removal left is removed by the next.
 * @throws `demoContent.notRemoved`, and the errors of the pipelines client
 */
export async function removeDemo(
  place: DemoPlace,
  given: { readonly pipelines: PipelinesClient | undefined; readonly patienceSeconds?: number },
): Promise<string[]> {
  const { client, namespace, signal } = place;
  const { pipelines, patienceSeconds = 300 } = given;
  const objects = await listDemoObjects(place);
  for (const { type, name } of objects) await client.delete(type, { namespace, name }, { signal });
  const runs = pipelines === undefined ? [] : await removeDemoRuns(pipelines, signal);
  const deadline = Date.now() + patienceSeconds * 1000;
  for (let left = await listDemoObjects(place); left.length > 0; left = await listDemoObjects(place)) {
    if (Date.now() > deadline)
      throw new MlaError('demoContent.notRemoved', { objects: left.map(nameOf).join(', '), seconds: patienceSeconds });
    await pause(500, undefined, { signal });
  }
  return [...objects.map(nameOf), ...runs];
}

function nameOf({ type, name }: DemoObject): string {
  return `${type.kind} ${name}`;
}
