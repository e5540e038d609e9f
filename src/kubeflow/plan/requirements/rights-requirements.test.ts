import { describe, expect, test } from 'vitest';
import { keyText } from '../../../kubernetes/objects/object.ts';
import { kubeflowVersions, loadTestRelease, releaseOf } from '../../testing/releases.fixture.ts';
import { walkPlan } from '../../testing/walk-plan.fixture.ts';
import { makePlan } from '../make-plan.ts';
import type { Plan } from '../plan.ts';

const planOf = (...objects: string[]): Plan =>
  makePlan({
    release: releaseOf(objects.join('\n---\n')),
    components: 'all',
    installation: { name: 'demo' },
    parameters: {},
  });

const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}';

const program = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: clerk, namespace: shop}
spec:
  selector: {matchLabels: {app: clerk}}
  template:
    metadata: {labels: {app: clerk}}
    spec: {serviceAccountName: clerk, containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: clerk, namespace: shop}`;

const role = (name: string, rules: string, more = ''): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${name}, labels: {part-of: ${name}-collection}}
rules: ${rules}
${more}`;

const binding = (options: { subject?: string; role?: string; name?: string } = {}): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: ${options.name ?? 'clerk'}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${options.role ?? 'clerk'}}
subjects: [${options.subject ?? '{kind: ServiceAccount, name: clerk, namespace: shop}'}]`;

const definition = (kind: string, group = 'shop.example'): string => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${kind.toLowerCase()}s.${group}}
spec:
  group: ${group}
  scope: Namespaced
  names: {kind: ${kind}, plural: ${kind.toLowerCase()}s}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]`;

const orders = '[{apiGroups: [shop.example], resources: [orders], verbs: [get, list, watch]}]';

/** What the Deployment clerk waits for. */
function waitsOf(plan: Plan): { after: string[]; gates: readonly string[]; reasons: readonly string[] } {
  const found = plan.objects.find(({ key }) => key.kind === 'Deployment');
  if (found === undefined) throw new Error('no Deployment in the plan');
  return {
    after: found.after.map((position) =>
      keyText(plan.objects[position]?.key ?? { apiVersion: '', kind: '', name: '' }),
    ),
    gates: found.gates,
    reasons: found.reasons,
  };
}

describe('a workload waits for', () => {
  test('the bindings of its account, their roles, and the kinds that these may watch, and says so', () => {
    const waits = waitsOf(planOf(namespace, program, binding(), role('clerk', orders), definition('Order')));
    expect(waits.after).toEqual(
      expect.arrayContaining([
        'ClusterRole.rbac.authorization.k8s.io clerk',
        'ClusterRoleBinding.rbac.authorization.k8s.io clerk',
      ]),
    );
    expect(waits.gates).toEqual(['kind Order shop.example/v1']);
    expect(waits.reasons).toEqual([
      'the namespace shop',
      'the ServiceAccount clerk',
      'the ClusterRoleBinding clerk of its account',
      'the ClusterRole clerk of its account',
      'the kind Order, which its account may watch',
    ]);
  });

  test('the roles that an aggregating role collects, over any number of steps', () => {
    const collecting = (name: string, from: string): string =>
      role(name, '[]', `aggregationRule: {clusterRoleSelectors: [{matchLabels: {part-of: ${from}-collection}}]}`);
    const waits = waitsOf(
      planOf(
        namespace,
        program,
        binding({ role: 'all' }),
        collecting('all', 'most'),
        collecting('most', 'clerk'),
        role('clerk', orders),
        definition('Order'),
      ),
    );
    expect(waits.after).toEqual(
      expect.arrayContaining(['all', 'most', 'clerk'].map((name) => `ClusterRole.rbac.authorization.k8s.io ${name}`)),
    );
    expect(waits.gates).toEqual(['kind Order shop.example/v1']);
  });

  test.each([
    ['a user that is the account', '{kind: User, name: "system:serviceaccount:shop:clerk"}'],
    ['all accounts of its namespace', '{kind: Group, name: "system:serviceaccounts:shop"}'],
    ['all accounts of the cluster', '{kind: Group, name: "system:serviceaccounts"}'],
  ])('a binding of %s', (_, subject) => {
    expect(waitsOf(planOf(namespace, program, binding({ subject }), role('clerk', orders))).after).toContain(
      'ClusterRoleBinding.rbac.authorization.k8s.io clerk',
    );
  });

  test('every kind of a group of which it may watch all', () => {
    const plan = planOf(
      namespace,
      program,
      binding(),
      role('clerk', "[{apiGroups: [shop.example], resources: ['*'], verbs: ['*']}]"),
      definition('Order'),
      definition('Bill'),
      definition('Other', 'other.example'),
    );
    expect(waitsOf(plan).gates).toEqual(['kind Order shop.example/v1', 'kind Bill shop.example/v1']);
  });

  test.each([
    ['cluster-admin, which every cluster has', [binding({ role: 'cluster-admin' })]],
    ['a role for every group', [binding(), role('clerk', "[{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]")]],
  ])('the kinds of its own component when its account has %s', (_, rights) => {
    expect(waitsOf(planOf(namespace, program, ...rights, definition('Order'))).gates).toEqual([
      'kind Order shop.example/v1',
    ]);
  });
});

describe('a workload does not wait for', () => {
  test.each([
    ['another account', '{kind: ServiceAccount, name: clerk, namespace: elsewhere}'],
    ['everybody', '{kind: Group, name: "system:authenticated"}'],
    ['accounts of another namespace', '{kind: Group, name: "system:serviceaccounts:elsewhere"}'],
  ])('a binding of %s', (_, subject) => {
    const waits = waitsOf(planOf(namespace, program, binding({ subject }), role('clerk', orders), definition('Order')));
    expect([waits.after.filter((name) => name.includes('rbac')), waits.gates]).toEqual([[], []]);
  });

  test('kinds that its account may only write', () => {
    expect(
      waitsOf(
        planOf(
          namespace,
          program,
          binding(),
          role('clerk', '[{apiGroups: [shop.example], resources: [orders, orders/status], verbs: [create, update]}]'),
          definition('Order'),
        ),
      ).gates,
    ).toEqual([]);
  });

  test('a right that comes only through itself: that wait is left out, and the plan says so', () => {
    const profileController = program.replaceAll('clerk', 'profiles-deployment').replaceAll('shop', 'kubeflow');
    const profile =
      'apiVersion: kubeflow.org/v1\nkind: Profile\nmetadata: {name: someone}\nspec: {owner: {kind: User, name: a@example.com}}';
    const later =
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: later, namespace: someone}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects: [{kind: ServiceAccount, name: profiles-deployment, namespace: kubeflow}]';
    const plan = planOf(
      namespace.replace('shop', 'kubeflow'),
      profileController,
      definition('Profile', 'kubeflow.org'),
      profile,
      later,
    );
    expect(plan.notes).toEqual([
      'Deployment.apps kubeflow/profiles-deployment does not wait for the RoleBinding later of its account: it would wait for itself. Its program may restart until that is there.',
    ]);
    expect(walkPlan(plan)).toHaveLength(plan.objects.length);
  });
});

describe.each(kubeflowVersions)('in Kubeflow %s', (version) => {
  test('every program comes after all rights of its account and all kinds that these may watch', async () => {
    const plan = makePlan({
      release: await loadTestRelease(version),
      components: 'all',
      installation: { name: 'demo' },
      parameters: {},
    });
    const gates = new Map(plan.gates.map((gate) => [gate.id, gate.openers]));
    const before = (position: number): Set<number> => {
      const found = new Set([position]);
      for (const one of found)
        for (const earlier of [
          ...(plan.objects[one]?.after ?? []),
          ...(plan.objects[one]?.gates ?? []).flatMap((id) => gates.get(id) ?? []),
        ])
          found.add(earlier);
      return found;
    };
    const objects = plan.objects.map(({ key, body, serves }, position) => ({
      position,
      name: keyText(key),
      key,
      serves,
      object: serves === undefined ? (JSON.parse(body) as Rbac) : undefined,
    }));
    const bindings = objects.filter(({ key }) => key.kind.endsWith('RoleBinding'));
    const early: string[] = [];
    let withRights = 0;
    for (const { position, name, key, object } of objects) {
      const account = object?.spec?.template?.spec.serviceAccountName;
      if (account === undefined) continue;
      const own = bindings.filter((one) =>
        one.object?.subjects?.some(
          (subject) =>
            subject.kind === 'ServiceAccount' &&
            subject.name === account &&
            (subject.namespace ?? one.key.namespace) === key.namespace,
        ),
      );
      if (own.length > 0) withRights += 1;
      const roles = objects.filter((role) =>
        own.some(
          ({ object: grant, key: place }) =>
            grant?.roleRef?.kind === role.key.kind &&
            grant.roleRef.name === role.key.name &&
            (role.key.namespace === undefined || role.key.namespace === place.namespace),
        ),
      );
      const watched = roles
        .flatMap((role) => role.object?.rules ?? [])
        .filter(({ verbs }) => verbs.some((verb) => ['*', 'list', 'watch'].includes(verb)));
      const kinds = objects.filter(
        ({ serves }) =>
          serves !== undefined &&
          watched.some(
            ({ apiGroups = [], resources = [] }) =>
              apiGroups.includes(serves.group) && (resources.includes('*') || resources.includes(serves.plural)),
          ),
      );
      const earlier = before(position);
      for (const needed of [...own, ...roles, ...kinds])
        if (!earlier.has(needed.position)) early.push(`${name} does not wait for ${needed.name}`);
    }
    expect(early).toEqual([]);
    expect(withRights).toBeGreaterThan(35);
  });
});

interface Rbac {
  readonly spec?: { readonly template?: { readonly spec: { readonly serviceAccountName?: string } } };
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
  readonly roleRef?: { readonly kind: string; readonly name: string };
  readonly rules?: readonly {
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
    readonly verbs: readonly string[];
  }[];
}
