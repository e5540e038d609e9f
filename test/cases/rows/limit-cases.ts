import type { Case } from '../case.fixture.ts';

const namespace = `
apiVersion: v1
kind: Namespace
metadata: {name: $case}
---`;
const quota = (hard: string): string => `
apiVersion: v1
kind: ResourceQuota
metadata: {name: team, namespace: $case}
spec: {hard: ${hard}}
---`;
const program = (name: string, resources = '{}'): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: $case}
spec:
  selector: {matchLabels: {app: ${name}}}
  template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: main, image: registry.example.com/${name}, resources: ${resources}}]}}
---`;

/** Namespaces that the platform team made beforehand, with quotas and limit ranges. */
export const limitCases: readonly Case[] = [
  {
    name: 'claim-is-larger-than-the-limit-range-allows',
    before: `${namespace}
apiVersion: v1
kind: LimitRange
metadata: {name: team, namespace: $case}
spec: {limits: [{type: PersistentVolumeClaim, max: {storage: 1Gi}}]}`,
    release: `${namespace}
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: $case}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}`,
    checks: { quotas: ['failed', /LimitRange team.*data.*10Gi.*1Gi/] },
    install: {
      ends: 'refused',
      code: 'MLA-KUBERNETES-044',
      words: /maximum storage usage.*kubectl edit limitrange/,
      never: /RBAC|cluster-admin/,
    },
  },
  {
    name: 'quota-wants-limits-that-no-workload-has',
    before: namespace + quota('{limits.cpu: "4", limits.memory: 8Gi}'),
    release: namespace + program('one') + program('two') + program('three'),
    checks: { quotas: ['failed', /quota team.*limits\.cpu.*3 workloads.*LimitRange/] },
    install: {
      ends: 'waiting',
      what: /^3 workloads/,
      words: /quota team.*limits\.cpu.*LimitRange.*kubectl edit resourcequota/,
    },
  },
  {
    name: 'quota-has-no-room-for-the-requests',
    before: namespace + quota('{requests.cpu: "1", services: "30"}'),
    release: namespace + program('one', '{requests: {cpu: 700m}}') + program('two', '{requests: {cpu: 700m}}'),
    checks: { quotas: ['failed', /quota team.*requests\.cpu.*1\.4.*1/] },
    install: { ends: 'waiting', what: /^Deployment\.apps /, words: /quota team.*used up.*Raise the quota/ },
  },
];
