import { toMlaError, type MlaError } from '../../errors/error.ts';
import type { ErrorKey } from '../../errors/registry.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import {
  apiVersionOf,
  type ObjectKey,
  type ObjectMetadata,
  type ResourceType,
} from '../../kubernetes/objects/object.ts';
import { installationLabel } from '../plan/marks.ts';

/** An object that a cluster has, as far as its metadata says. */
export interface PresentObject {
  readonly type: ResourceType;
  readonly metadata: ObjectMetadata;
}

/** What a cluster has. */
export interface Present {
  readonly objects: readonly PresentObject[];
  /** Kinds that could not be listed, each with the server's reason. */
  readonly unread: readonly { readonly type: ResourceType; readonly problem: MlaError }[];
}

/** Kinds that Kubernetes writes about others and removes by itself. */
const records = new Set(['events', 'events.events.k8s.io', 'endpoints', 'endpointslices.discovery.k8s.io']);

/**
 * Lists the metadata of all objects of a cluster, kind by kind as the server serves them: nobody knows beforehand what
 * programs and users made. With `installation`, only what MLAnywhere sent for that installation.
 */
export async function readPresent(given: {
  readonly client: Pick<KubernetesClient, 'discoverAll' | 'listMetadata'>;
  readonly installation?: string;
  readonly signal: AbortSignal;
}): Promise<Present> {
  const { client, installation, signal } = given;
  const labelSelector = installation === undefined ? {} : { labelSelector: `${installationLabel}=${installation}` };
  const objects: PresentObject[] = [];
  const unread: Present['unread'][number][] = [];
  const list = async (type: ResourceType): Promise<void> => {
    try {
      const found = await client.listMetadata(type, { signal, ...labelSelector });
      objects.push(...found.map((metadata) => ({ type, metadata })));
    } catch (thrown) {
      signal.throwIfAborted();
      const problem = toMlaError(thrown);
      if (!ofOneKind.has(problem.key)) throw problem;
      unread.push({ type, problem });
    }
  };
  const types = await client.discoverAll({ signal });
  await Promise.all(types.filter(isListed).map(list));
  return { objects, unread };
}

/** One name for each kind: `deployments.apps`. The same as the name of its definition. */
export function kindName({ plural, group }: Pick<ResourceType, 'plural' | 'group'>): string {
  return group === '' ? plural : `${plural}.${group}`;
}

/** The key of an object that is there. */
export function keyOfPresent({ type, metadata }: PresentObject): ObjectKey {
  const { name, namespace } = metadata;
  return { apiVersion: apiVersionOf(type), kind: type.kind, name, ...(namespace !== undefined && { namespace }) };
}

function isListed(type: ResourceType): boolean {
  const { verbs = ['list', 'delete'] } = type;
  return verbs.includes('list') && verbs.includes('delete') && !records.has(kindName(type));
}

/** Reasons of one kind alone; with any other, the cluster itself cannot be asked. */
const ofOneKind: ReadonlySet<ErrorKey> = new Set([
  'kubernetes.forbidden',
  'kubernetes.kindUnknown',
  'kubernetes.notFound',
  'kubernetes.webhookUnreachable',
  'kubernetes.conversionUnreachable',
  'kubernetes.notAllowed',
  'kubernetes.serverFault',
]);
