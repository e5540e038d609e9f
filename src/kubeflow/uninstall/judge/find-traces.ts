import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { ownerOf } from '../../ownership/owner.ts';
import { keyOfPresent, kindName, type PresentObject } from '../../present/read-present.ts';
import { sayObject } from '../../ownership/say-object.ts';
import type { ClusterIndex } from './cluster-index.ts';
import { isDefinition } from './cluster-index.ts';
import type { RemovalCase } from '../removal.ts';

/** Something that a program of Kubeflow made, outside of its own namespaces. */
export interface Trace {
  readonly object: PresentObject;
  readonly because: string;
}

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs?: readonly string[];
}

const roles: ReadonlySet<string> = new Set([
  'roles.rbac.authorization.k8s.io',
  'clusterroles.rbac.authorization.k8s.io',
]);

/**
 * Definitions that a program makes at its start: its role lets it create definitions and do everything in a group that
 * no definition of a release is in. Dex keeps its data so.
 */
export function findMadeDefinitions(index: ClusterIndex): Trace[] {
  const makers = index.ours.filter(({ type }) => roles.has(kindName(type)));
  return makers.flatMap((role) => {
    const rules = rulesOf(index.contentOf(role));
    if (!rules.some((rule) => grants(rule, 'customresourcedefinitions', 'create'))) return [];
    const groups = rules
      .filter(({ apiGroups = [], verbs = [] }) => verbs.includes('*') && !apiGroups.includes('*'))
      .flatMap(({ apiGroups = [] }) => apiGroups);
    return index.all
      .filter(
        (object) =>
          isDefinition(object) && groups.includes(groupOf(object)) && ownerOf(object.metadata).kind === 'program',
      )
      .map((object) => ({ object, because: `the program with the rights of ${sayPresent(role)} made it` }));
  });
}

/** Leases, and ConfigMaps used as such, that a role of ours names. */
export function findLeases(index: ClusterIndex): Trace[] {
  return index.ours
    .filter(({ type }) => kindName(type) === 'roles.rbac.authorization.k8s.io')
    .flatMap((role) => {
      const named = rulesOf(index.contentOf(role))
        .filter(({ verbs = [] }) => verbs.includes('update') || verbs.includes('patch') || verbs.includes('*'))
        .flatMap(({ resources = [], resourceNames = [] }) =>
          resources.flatMap((resource) => resourceNames.map((name) => `${resource} ${name}`)),
        );
      const { namespace } = role.metadata;
      return [...index.ofKind('leases.coordination.k8s.io'), ...index.ofKind('configmaps')]
        .filter(
          ({ type, metadata }) =>
            metadata.namespace === namespace &&
            named.includes(`${type.plural} ${metadata.name}`) &&
            ownerOf(metadata).kind === 'program',
        )
        .map((object) => ({ object, because: `the program with the rights of ${sayPresent(role)} holds it` }));
    });
}

/** ConfigMaps that a program of ours writes into every namespace. */
export function findSpread(index: ClusterIndex, { effects }: Pick<RemovalCase, 'effects'>): Trace[] {
  return Object.entries(effects?.spreadConfigMaps ?? {}).flatMap(([name, by]) => {
    const isOurs = index.ours.some(
      ({ type, metadata }) => type.kind === by.kind && metadata.namespace === by.namespace && metadata.name === by.name,
    );
    if (!isOurs) return [];
    return index
      .ofKind('configmaps')
      .filter(({ metadata }) => metadata.name === name && ownerOf(metadata).kind === 'program')
      .map((object) => ({ object, because: `${by.kind} ${by.namespace}/${by.name} writes it into every namespace` }));
  });
}

/** An object that is there, as a person calls it. */
export function sayPresent(object: PresentObject): string {
  return sayObject(keyOfPresent(object));
}

function rulesOf(role: KubernetesObject | undefined): readonly Rule[] {
  return (role?.['rules'] ?? []) as readonly Rule[];
}

function grants({ resources = [], verbs = [] }: Rule, resource: string, verb: string): boolean {
  return resources.includes(resource) && (verbs.includes(verb) || verbs.includes('*'));
}

/** A definition is called `<plural>.<group>`. */
function groupOf({ metadata: { name } }: PresentObject): string {
  return name.slice(name.indexOf('.') + 1);
}
