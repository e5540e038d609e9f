import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { mountsClaim } from '../../credentials/locked-databases.ts';
import { opensAnnotation } from '../../plan/marks.ts';
import { contentOf as readBy, podTemplateOf } from '../../plan/requirements/pod-template.ts';
import { kindName, type PresentObject } from '../../present/read-present.ts';
import type { ClusterIndex } from './cluster-index.ts';
import { sayPresent } from './find-traces.ts';
import type { ClaimOfKubeflow } from '../removal.ts';

interface Claim extends KubernetesObject {
  spec?: { volumeName?: string; resources?: { requests?: { storage?: string } } };
}

interface Volume extends KubernetesObject {
  spec?: { persistentVolumeReclaimPolicy?: 'Delete' | 'Retain' };
}

/** A claim of Kubeflow's, as it is and as it is told. */
export interface JudgedClaim extends ClaimOfKubeflow {
  readonly object: PresentObject;
}

/** The claims in these namespaces and those of programs that go, and which of them go. */
export function judgeClaims(
  index: ClusterIndex,
  { places, data }: { readonly places: ReadonlySet<string>; readonly data: readonly string[] },
): JudgedClaim[] {
  const claims = index
    .ofKind('persistentvolumeclaims')
    .filter(
      (claim) =>
        places.has(claim.metadata.namespace ?? '') ||
        index.ours.includes(claim) ||
        workloadsOf(index, claim).length > 0,
    );
  const sorted = claims.toSorted((one, other) => sayPresent(one).localeCompare(sayPresent(other)));
  return sorted.map((object) => {
    const { namespace = '', name } = object.metadata;
    const claim: Claim | undefined = index.contentOf(object);
    const { volumeName, resources } = claim?.spec ?? {};
    const volume = index.ofKind('persistentvolumes').find(({ metadata }) => metadata.name === volumeName);
    const content: Volume | undefined = volume && index.contentOf(volume);
    return {
      object,
      namespace,
      name,
      size: resources?.requests?.storage,
      usedBy: workloadsOf(index, object).map(({ kind, metadata }) => `${kind} ${metadata.name}`),
      reclaim: content?.spec?.persistentVolumeReclaimPolicy,
      goes: data.includes(namespace) || data.includes(`${namespace}/${name}`),
      owners: [],
    };
  });
}

/** The Secrets that open the data of claims that stay: their passwords are read back by an installation of the same name. */
export function keptPasswords(index: ClusterIndex, claims: readonly JudgedClaim[]): PasswordOfData[] {
  const secrets = index.ours.filter(({ type }) => kindName(type) === 'secrets');
  return secrets.flatMap((object) => {
    const opens = claims.filter(({ object: claim, goes }) => !goes && opensData(index, { secret: object, claim }));
    return opens.length === 0 ? [] : { object, claims: opens.map(({ name }) => name) };
  });
}

/** A Secret, and names of claims in its namespace whose data it opens. */
interface PasswordOfData {
  readonly object: PresentObject;
  readonly claims: readonly string[];
}

/** A program that mounts the claim reads the Secret; or an earlier attempt, which saw that program, wrote so. */
function opensData(
  index: ClusterIndex,
  { secret: { metadata }, claim }: { readonly secret: PresentObject; readonly claim: PresentObject },
): boolean {
  if (metadata.namespace !== claim.metadata.namespace) return false;
  const marked = metadata.annotations?.[opensAnnotation]?.split(',') ?? [];
  return (
    marked.includes(claim.metadata.name) ||
    workloadsOf(index, claim).some((workload) => secretsOf(workload).includes(metadata.name))
  );
}

/** Programs of ours that mount a claim. */
function workloadsOf(index: ClusterIndex, claim: PresentObject): KubernetesObject[] {
  return index.ours
    .map((object) => index.contentOf(object))
    .filter((object) => object !== undefined)
    .filter((object) => podTemplateOf(object) !== undefined && mountsClaim(object, claim.metadata));
}

function secretsOf(workload: KubernetesObject): string[] {
  const template = podTemplateOf(workload);
  return template === undefined ? [] : readBy(template).flatMap(({ kind, name }) => (kind === 'Secret' ? name : []));
}
