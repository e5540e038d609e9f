import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { makePlan } from '../../kubeflow/plan/make-plan.ts';
import { releaseOf } from '../../kubeflow/testing/releases.fixture.ts';
import { clusterRoleOf } from './cluster-role.ts';
import { neededRights } from './needed-rights.ts';
import { removalRoleOf } from './removal-rights.ts';

const plan = makePlan({
  release: releaseOf(`
{apiVersion: v1, kind: ServiceAccount, metadata: {name: reader, namespace: a}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reading, namespace: a}, rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: theirs, namespace: kube-system}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: extension-apiserver-authentication-reader}, subjects: [{kind: ServiceAccount, name: reader, namespace: a}]}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: one, namespace: a}, spec: {selector: {matchLabels: {app: one}}, template: {metadata: {labels: {app: one}}, spec: {containers: [{name: one, image: 'one:1'}]}}}}
`),
  components: 'all',
  installation: { name: 'demo' },
  parameters: {},
});
const rights = neededRights(plan);
const rightTo = (verb: string, resource: string) =>
  rights.filter((right) => right.resource === resource && right.verbs.includes(verb));

test('a Role of somebody else needs the right to bind where the binding is', () => {
  expect(rightTo('bind', 'roles')).toMatchObject([{ namespaces: ['kube-system'] }]);
  expect(rightTo('escalate', 'roles')).toMatchObject([{ namespaces: ['a'] }]);
});

test('pods are asked about where the plan has workloads', () => {
  expect(rightTo('create', 'pods')).toMatchObject([{ group: '', namespaces: ['a'] }]);
});

test('the ClusterRole names each resource in one rule, with all verbs of it', () => {
  const { kind, rules } = load(clusterRoleOf(rights)) as {
    kind: string;
    rules: { apiGroups?: string[]; resources?: string[]; verbs: string[] }[];
  };
  expect(kind).toBe('ClusterRole');
  const of = (resource: string) => rules.filter(({ resources }) => resources?.includes(resource));
  expect(of('roles')).toEqual([
    {
      apiGroups: ['rbac.authorization.k8s.io'],
      resources: ['roles'],
      verbs: ['bind', 'create', 'escalate', 'get', 'list', 'patch', 'watch'],
    },
  ]);
  expect(of('deployments')).toEqual([expect.objectContaining({ apiGroups: ['apps'] })]);
  expect(new Set(rules.flatMap(({ resources = [] }) => resources))).toEqual(
    new Set(rights.map(({ resource }) => resource)),
  );
});

test('what removes has a ClusterRole of its own, with every kind of the plan and the right to see what would go', () => {
  const { metadata, rules } = load(removalRoleOf(plan)) as {
    metadata: { name: string };
    rules: { apiGroups?: string[]; resources?: string[]; verbs: string[] }[];
  };
  expect(metadata.name).toBe('mlanywhere-remover');
  expect(rules).toContainEqual({ apiGroups: ['*'], resources: ['*'], verbs: ['list'] });
  expect(rules).toContainEqual({ apiGroups: ['apps'], resources: ['deployments'], verbs: ['delete', 'patch'] });
});
