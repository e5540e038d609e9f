import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject, ResourceType } from '../../kubernetes/objects/object.ts';
import { servedServices } from '../../kubernetes/readiness/served-services.ts';
import { installationLabel, releaseAnnotation } from '../plan/marks.ts';
import { releaseOfText } from '../plan/object-text.ts';
import type { Release } from '../release/release.ts';
import { kindName, readPresent, type Present, type PresentObject } from '../present/read-present.ts';
import { exactKnowledgeOf } from '../releases/knowledge-of.ts';
import type { ReleaseKnowledge } from '../releases/release-knowledge.ts';
import { findKubeflow } from './found/find-kubeflow.ts';
import type { FoundKubeflow } from './found/found.ts';
import { judgeRemoval } from './judge/judge-removal.ts';
import type { Removal, RemovalWish } from './removal.ts';

export interface RemovalRequest {
  readonly client: KubernetesClient;
  readonly installation: string;
  readonly wish: RemovalWish;
  /** For a Kubeflow that MLAnywhere did not install. */
  readonly find?: FindWish | undefined;
  readonly signal: AbortSignal;
}

/** How a Kubeflow is found that MLAnywhere did not install. */
export interface FindWish {
  /** The releases to compare with. */
  readonly releases: readonly Release[];
  /** A run has begun to remove this release: what is left of it can be little. */
  readonly begun: boolean;
  /** Words of `takeWords`, and names of objects. */
  readonly take: readonly string[];
}

/** What an uninstall would do, and what that was computed from. */
export interface ReadRemoval {
  readonly removal: Removal;
  readonly present: Present;
  readonly found?: FoundKubeflow;
}

/** Kinds of ours whose content decides something: what roles allow, which pods mount and read what. */
const ownContents: ReadonlySet<string> = new Set([
  'roles.rbac.authorization.k8s.io',
  'clusterroles.rbac.authorization.k8s.io',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'cronjobs.batch',
]);

/** The same of everybody. */
const allContents: ReadonlySet<string> = new Set([
  'persistentvolumeclaims',
  'persistentvolumes',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
  'apiservices.apiregistration.k8s.io',
]);

/** What an uninstall would remove and leave, and all that is there, as the cluster is now. Changes nothing. Throws `uninstall.nothingFound`. */
export function readRemoval(request: RemovalRequest & { readonly find: FindWish }): Promise<Required<ReadRemoval>>;
export function readRemoval(request: RemovalRequest): Promise<ReadRemoval>;
export async function readRemoval({ client, installation, wish, find, signal }: RemovalRequest): Promise<ReadRemoval> {
  const present = await readPresent({ client, signal });
  const found = find && {
    ...(await findKubeflow({ ...find, client, present, signal })),
    take: new Set(find.take),
  };
  const effects = found === undefined ? effectsOf(present, installation) : exactKnowledgeOf(found.release)?.effects;
  // What somebody else installed does not bear the label.
  const ownLabels = found === undefined ? { labelSelector: `${installationLabel}=${installation}` } : {};
  const [contents, answering] = await Promise.all([
    readContents({ client, ownLabels, present, effects, signal }),
    client.list(builtInTypes.endpointSlice, { signal }).then(servedServices),
  ]);
  return {
    removal: judgeRemoval({ installation, present, contents, answering, effects, wish, found }),
    present,
    ...(found !== undefined && { found }),
  };
}

/** What the controllers of the installed release make, by the release that the objects name. */
function effectsOf({ objects }: Present, installation: string): ReleaseKnowledge['effects'] | undefined {
  const texts = objects
    .filter(({ metadata }) => metadata.labels?.[installationLabel] === installation)
    .map(({ metadata }) => metadata.annotations?.[releaseAnnotation] ?? '');
  for (const text of new Set(texts)) {
    const known = exactKnowledgeOf(releaseOfText(text));
    if (known !== undefined) return known.effects;
  }
  return undefined;
}

async function readContents(given: {
  readonly client: KubernetesClient;
  readonly ownLabels: { readonly labelSelector?: string };
  readonly present: Present;
  readonly effects: ReleaseKnowledge['effects'] | undefined;
  readonly signal: AbortSignal;
}): Promise<ReadonlyMap<string, KubernetesObject>> {
  const { client, ownLabels, present, effects, signal } = given;
  const makers = (effects?.namespaces ?? []).map(({ group, kind }) => `${kind}.${group}`);
  const isAll = (type: ResourceType): boolean =>
    allContents.has(kindName(type)) || makers.includes(`${type.kind}.${type.group}`);
  const lists = await Promise.all(
    typesOf(present.objects).map(async (type) => {
      if (isAll(type)) return client.list(type, { signal });
      return ownContents.has(kindName(type)) ? client.list(type, { ...ownLabels, signal }) : [];
    }),
  );
  return new Map(lists.flat().map((object) => [object.metadata.uid ?? '', object]));
}

function typesOf(objects: readonly PresentObject[]): ResourceType[] {
  return [...new Map(objects.map(({ type }) => [kindName(type), type])).values()];
}
