import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import type { World } from '../simulation/world.ts';
import type { Pod } from './pod.ts';

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface Binding extends KubernetesObject {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly Subject[];
}

interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs?: readonly string[];
}

interface Role extends KubernetesObject {
  readonly rules?: readonly PolicyRule[] | null;
}

/** What the account of a pod may do now, as far as its program could notice at its start. */
export interface AccountAbilities {
  /** One text for each rule that is granted, with the namespace it holds for. */
  readonly rules: ReadonlySet<string>;
  /** Definitions (`plural.group`) in the cluster whose kinds the account may list or watch. Rules for every group (`*`) name none. */
  readonly kinds: ReadonlySet<string>;
}

const watching: ReadonlySet<string> = new Set(['list', 'watch', '*']);

/** Reads bindings, roles and definitions as RBAC does. Bindings for everybody (`system:authenticated`) are for people and left out. */
export function abilitiesOf(pod: Pod, world: World): AccountAbilities {
  const namespace = pod.metadata.namespace ?? '';
  const isMeant = subjectTest({ namespace, name: pod.spec.serviceAccountName ?? 'default' });
  const rules = new Set<string>();
  const kinds = new Set<string>();
  for (const binding of bindingsIn(world)) {
    const place = binding.metadata.namespace;
    if (binding.subjects?.some((subject) => isMeant(subject, place)) !== true) continue;
    for (const rule of roleOf(binding, world)?.rules ?? []) {
      rules.add(`${place ?? ''} ${JSON.stringify(rule)}`);
      for (const definition of watchedBy(rule, world)) kinds.add(definition);
    }
  }
  return { rules, kinds };
}

function roleOf({ metadata, roleRef: { kind, name } }: Binding, world: World): Role | undefined {
  return kind === 'Role' ? world.get('roles', name, metadata.namespace) : world.get('clusterRoles', name);
}

/** Changes when anything changes that abilities are read from: to look again only then. */
export function abilitiesVersion(world: World): string {
  const versions: (string | undefined)[] = [];
  for (const kind of ['roles', 'roleBindings', 'clusterRoles', 'clusterRoleBindings'] as const)
    for (const { metadata } of world.all(kind)) versions.push(metadata.resourceVersion);
  for (const { metadata } of world.all('crds')) versions.push(metadata.uid);
  return versions.join();
}

function* bindingsIn(world: World): Generator<Binding> {
  for (const kind of ['roleBindings', 'clusterRoleBindings'] as const)
    for (const binding of world.all(kind)) yield binding as Binding;
}

function subjectTest(account: {
  namespace: string;
  name: string;
}): (subject: Subject, bindingNamespace: string | undefined) => boolean {
  const { namespace, name } = account;
  const names: Readonly<Record<string, readonly string[]>> = {
    User: [`system:serviceaccount:${namespace}:${name}`],
    Group: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
  };
  return (subject, bindingNamespace) =>
    subject.kind === 'ServiceAccount'
      ? subject.name === name && (subject.namespace ?? bindingNamespace) === namespace
      : names[subject.kind]?.includes(subject.name) === true;
}

function* watchedBy({ apiGroups = [], resources = [], verbs = [] }: PolicyRule, world: World): Generator<string> {
  if (!verbs.some((verb) => watching.has(verb))) return;
  for (const { metadata } of world.all('crds')) {
    const dot = metadata.name.indexOf('.');
    const plural = metadata.name.slice(0, dot);
    if (apiGroups.includes(metadata.name.slice(dot + 1)) && (resources.includes('*') || resources.includes(plural)))
      yield metadata.name;
  }
}
