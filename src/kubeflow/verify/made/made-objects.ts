import { setTimeout as pause } from 'node:timers/promises';
import { MlaError } from '../../../errors/error.ts';
import type { KubernetesObject, ResourceType } from '../../../kubernetes/objects/object.ts';
import type { OwnWork } from '../../pipelines/own-work.ts';
import type { CheckContext } from '../look.ts';
import { withCleanUp } from './with-clean-up.ts';

/** Name of everything that checks make: what a killed run left is found by it. */
export const madeName = 'mla-verify';

/** Marks what checks made. An object of the same name without it is somebody's. */
export const madeLabels = { 'app.kubernetes.io/managed-by': 'mlanywhere', 'mlanywhere.dev/verify': 'true' };

/** The same in Kubeflow Pipelines. */
export const madeWork: OwnWork = { name: madeName, mark: '[mlanywhere.dev/verify]' };

/** An object and how its kind is served. */
export interface Made {
  readonly type: ResourceType;
  readonly object: KubernetesObject;
  /** What controllers make of it under the same name: gone a little later than the object itself. */
  readonly parts?: readonly { readonly type: ResourceType; readonly name: string }[];
}

/** How long deleting may take after Ctrl-C, and waiting for what an earlier run left, in milliseconds. */
const deletionPatience = 120_000;

/**
 * Makes objects, does the work, and deletes them whatever happens, also when the signal aborts. What an earlier run
 * left is deleted before. Throws `verify.nameTaken` for an object of the same name that is somebody's.
 */
export async function withMade<Result>(
  { client, signal, onState, keepsTurn }: Pick<CheckContext, 'client' | 'signal' | 'onState' | 'keepsTurn'>,
  made: readonly Made[],
  work: () => Promise<Result>,
): Promise<Result> {
  for (const one of made) await removeLeftover(one, { client, signal, onState });
  return withCleanUp(
    async () => {
      for (const { type, object } of made) await client.create(type, marked(object), { signal });
      return work();
    },
    made.map(({ type, object }) => async (ending) => {
      if (!keepsTurn()) return;
      const found = await client.get<KubernetesObject>(type, keyOf(object), { signal: ending });
      // Somebody may have made it at the same moment.
      if (isMade(found)) await client.delete(type, keyOf(object), { signal: ending });
    }),
    deletionPatience,
  );
}

/** Whether checks made it, and not somebody who likes the same name. */
export function isMade(object: KubernetesObject | undefined): boolean {
  return object?.metadata.labels?.['mlanywhere.dev/verify'] === 'true';
}

async function removeLeftover(
  { type, object, parts = [] }: Made,
  { client, signal, onState }: Pick<CheckContext, 'client' | 'signal' | 'onState'>,
): Promise<void> {
  const key = keyOf(object);
  const arePartsThere = async (): Promise<boolean> => {
    const { namespace } = key;
    const found = await Promise.all(parts.map((part) => client.get(part.type, { ...part, namespace }, { signal })));
    return found.some((part) => part !== undefined);
  };
  const deadline = Date.now() + deletionPatience;
  for (;;) {
    const found = await client.get<KubernetesObject>(type, key, { signal });
    if (found === undefined && !(await arePartsThere())) return;
    if ((found !== undefined && !isMade(found)) || Date.now() > deadline)
      throw new MlaError('verify.nameTaken', { kind: type.kind, namespace: key.namespace, name: key.name });
    onState(`${type.kind} ${key.name} of an earlier run is deleted`);
    if (found !== undefined && found.metadata.deletionTimestamp === undefined)
      await client.delete(type, key, { signal });
    await pause(250, undefined, { signal });
  }
}

function marked(object: KubernetesObject): KubernetesObject {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, ...madeLabels } } };
}

function keyOf({ metadata: { namespace = '', name } }: KubernetesObject): { namespace: string; name: string } {
  return { namespace, name };
}
