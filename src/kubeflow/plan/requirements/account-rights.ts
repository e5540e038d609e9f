import type { ServedKind } from '../../release/served-kind.ts';
import type { Inventory, Item, Workload } from '../inventory.ts';
import { selects, type LabelSelector } from './label-selector.ts';

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface RoleBinding {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly Subject[];
}

interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs?: readonly string[];
}

interface Role {
  readonly rules?: readonly PolicyRule[] | null;
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly LabelSelector[] };
}

/** A binding that grants rights to an account, and every role of the plan behind the binding. */
export interface Grant {
  readonly binding: Item;
  readonly roles: readonly Item[];
  /** The binding names this account, and not all accounts of its namespace or of the cluster. */
  readonly named: boolean;
}

/** What a plan's bindings grant to one account. */
export interface AccountRights {
  readonly grants: readonly Grant[];
  /** Definitions of the plan whose kinds the account may list or watch. */
  readonly kinds: readonly Item[];
}

/** The one role that every cluster has and that may watch what a release defines. Source: Kubernetes, default user-facing roles. */
const everythingRole = 'cluster-admin';
const everything: readonly PolicyRule[] = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];

const watching: ReadonlySet<string> = new Set(['list', 'watch', '*']);

/** Finds the rights of the accounts that workloads run as, from the RBAC objects of the plan alone. */
export class AccountRightsReader {
  readonly #inventory: Inventory;
  readonly #bindings: readonly { readonly item: Item; readonly body: RoleBinding }[];
  readonly #clusterRoles: readonly { readonly item: Item; readonly body: Role }[];
  readonly #definitions: readonly { readonly item: Item; readonly serves: ServedKind }[];

  constructor(inventory: Inventory) {
    const ofKind = (...kinds: string[]): Item[] =>
      inventory.items.filter(
        ({ key }) => kinds.includes(key.kind) && key.apiVersion.startsWith('rbac.authorization.k8s.io/'),
      );
    this.#inventory = inventory;
    this.#bindings = ofKind('RoleBinding', 'ClusterRoleBinding').map((item) => ({
      item,
      body: item.object as unknown as RoleBinding,
    }));
    this.#clusterRoles = ofKind('ClusterRole').map((item) => ({ item, body: item.object as Role }));
    this.#definitions = inventory.items.flatMap((item) =>
      item.serves === undefined ? [] : [{ item, serves: item.serves }],
    );
  }

  rightsOf({ item, template }: Workload): AccountRights {
    const account = { namespace: item.key.namespace ?? '', name: template.spec.serviceAccountName ?? 'default' };
    const grants = this.#bindings.flatMap(({ item: binding, body }): (Grant & { rules: readonly PolicyRule[] })[] => {
      const how = (body.subjects ?? [])
        .map((subject) => meansAccount(subject, { ...account, ofBinding: binding.key.namespace }))
        .filter((found) => found !== undefined);
      if (how.length === 0) return [];
      const roles = this.#rolesOf(binding, body);
      const rules =
        body.roleRef.name === everythingRole && roles.length === 0
          ? everything
          : roles.flatMap((role) => (role.object as Role).rules ?? []);
      return [{ binding, roles, named: how.includes('by name'), rules }];
    });
    const rules = grants
      .flatMap((grant) => grant.rules)
      .filter(({ verbs = [] }) => verbs.some((verb) => watching.has(verb)));
    const kinds = this.#definitions.filter(({ item: definition, serves }) =>
      rules.some((rule) => covers(rule, serves, { own: definition.component === item.component })),
    );
    return { grants, kinds: kinds.map((kind) => kind.item) };
  }

  /** The role that a binding names, and all roles that this one collects by their labels. */
  #rolesOf(binding: Item, { roleRef }: RoleBinding): Item[] {
    const { namespace } = binding.key;
    const place = roleRef.kind === 'Role' && namespace !== undefined ? { namespace } : {};
    const named = this.#inventory.find({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: roleRef.kind,
      name: roleRef.name,
      ...place,
    });
    const found = new Set(named === undefined ? [] : [named]);
    // The set grows while it is walked through: a collected role may collect others.
    for (const role of found) {
      const selectors = (role.object as Role).aggregationRule?.clusterRoleSelectors ?? [];
      for (const { item } of this.#clusterRoles)
        if (selectors.some((selector) => selects(selector, item.object.metadata.labels ?? {}))) found.add(item);
    }
    return [...found];
  }
}

/** How a subject means an account. `system:authenticated` means everybody: its bindings are for people. */
function meansAccount(
  subject: Subject,
  account: { namespace: string; name: string; ofBinding: string | undefined },
): 'by name' | 'by group' | undefined {
  const { namespace, name, ofBinding } = account;
  switch (subject.kind) {
    case 'ServiceAccount':
      return subject.name === name && (subject.namespace ?? ofBinding) === namespace ? 'by name' : undefined;
    case 'User':
      return subject.name === `system:serviceaccount:${namespace}:${name}` ? 'by name' : undefined;
    case 'Group':
      return subject.name === 'system:serviceaccounts' || subject.name === `system:serviceaccounts:${namespace}`
        ? 'by group'
        : undefined;
    default:
      return undefined;
  }
}

/** A rule for every group (`*`) does not say what a program watches: only the kinds of its own component are meant. */
function covers(
  { apiGroups = [], resources = [] }: PolicyRule,
  { group, plural }: ServedKind,
  { own }: { own: boolean },
): boolean {
  return (
    (apiGroups.includes(group) || (own && apiGroups.includes('*'))) &&
    (resources.includes(plural) || resources.includes('*'))
  );
}
