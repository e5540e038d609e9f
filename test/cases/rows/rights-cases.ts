import type { Case } from '../case.fixture.ts';

/** Accounts that may do nearly everything. */
export const rightsCases: readonly Case[] = [
  {
    name: 'account-may-not-hand-out-rights',
    before: `
apiVersion: v1
kind: Namespace
metadata: {name: $case}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: operator, namespace: $case}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: $case}
rules: [{apiGroups: ["*"], resources: ["*"], verbs: [get, list, watch, create, update, patch, delete, deletecollection]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: $case}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: $case}
subjects: [{kind: ServiceAccount, name: operator, namespace: $case}]
`,
    as: 'operator',
    release: `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: planned, namespace: $case}
rules: [{apiGroups: [""], resources: [pods], verbs: [impersonate]}]
`,
    checks: { rights: ['failed', /cluster-admin/] },
    install: {
      ends: 'refused',
      code: 'MLA-KUBERNETES-021',
      words: /operator" may not grant rights that it does not have itself.*cluster-admin/,
    },
  },
];
