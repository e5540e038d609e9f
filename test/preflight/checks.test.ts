import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckResult } from '../../src/api/contract.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import { loadSampleRelease } from '../../src/kubeflow/sample/sample-release.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import { checks } from '../../src/preflight/run-preflight.ts';
import { planOf, preflightOf, startCheckedCluster, type CheckedCluster } from './checked-cluster.fixture.ts';

/** How a check comes to find something on a real API server. */
interface Row {
  readonly check: string;
  /** YAML of what is there. `$check` stands for the id of the check. */
  readonly before?: string;
  readonly steps?: (cluster: CheckedCluster) => Promise<unknown>;
  readonly after?: (cluster: CheckedCluster) => Promise<unknown>;
  /** YAML of the plan, or the plan. Default: the sample release. */
  readonly plan?: string | ((sample: Plan) => Plan);
  /** Another client than the administrator's. */
  readonly as?: (cluster: CheckedCluster) => Promise<KubernetesClient> | KubernetesClient;
  readonly finds: readonly [CheckResult['outcome'], RegExp];
}

const namespace = '{apiVersion: v1, kind: Namespace, metadata: {name: $check}}\n---\n';
const deployment = (spec: string, more = ''): string =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: $check${more}}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: ${spec}}}}\n---\n`;
const asking = (resources: string, replicas = 1): string =>
  deployment(`{containers: [{name: c, image: i, resources: {requests: ${resources}}}]}`).replace(
    'spec: {selector',
    `spec: {replicas: ${replicas}, selector`,
  );
const nodes = async ({ client }: CheckedCluster, change: object, where: object = {}): Promise<unknown> =>
  Promise.all(
    (await client.list(builtInTypes.node)).map(({ metadata: { name } }) =>
      client.mergePatch(builtInTypes.node, { name, ...where }, change),
    ),
  );
const definitionOf = (kind: string, group: string, more = ''): string =>
  `{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: ${kind.toLowerCase()}s.${group}${more}}, spec: {group: ${group}, scope: Cluster, names: {kind: ${kind}, plural: ${kind.toLowerCase()}s}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}}\n---\n`;
const policyTypes = {
  policy: {
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    kind: 'MutatingAdmissionPolicyBinding',
    plural: 'mutatingadmissionpolicybindings',
    namespaced: false,
  },
};

const rows: readonly Row[] = [
  {
    check: 'kubernetes-version',
    plan: (sample) => ({ ...sample, release: { ...sample.release, kubernetes: { lowest: '1.99', highest: '1.99' } } }),
    finds: ['failed', /needs 1\.99 or newer/],
  },
  {
    check: 'nodes-ready',
    steps: (cluster) => nodes(cluster, { spec: { unschedulable: true } }),
    after: (cluster) => nodes(cluster, { spec: { unschedulable: null } }),
    finds: ['failed', /0 of 4 nodes ready for work.*cordoned/],
  },
  {
    check: 'image-platforms',
    plan: deployment('{containers: [{name: c, image: ghcr.io/kubeflow/kfp-api-server:2.16.1}]}'),
    steps: (cluster) => nodes(cluster, { status: { nodeInfo: { architecture: 'arm64' } } }, { subresource: 'status' }),
    after: (cluster) => nodes(cluster, { status: { nodeInfo: { architecture: 'amd64' } } }, { subresource: 'status' }),
    finds: ['failed', /No node that takes work is amd64.*kfp-api-server/],
  },
  {
    check: 'rights',
    as: (cluster) => cluster.clientWith('viewer', '[{apiGroups: ["*"], resources: ["*"], verbs: [get, list, watch]}]'),
    finds: ['failed', /cluster administrator|cluster-admin/],
  },
  {
    check: 'clock',
    as: ({ client }) => ({ ...client, clockAhead: async () => ((await client.clockAhead()) ?? 0) - 3_600_000 }),
    finds: ['failed', /(3600|3599|3601) s behind/],
  },
  { check: 'capacity-cpu', plan: asking('{cpu: 900}'), finds: ['failed', /900\.0 CPUs are requested/] },
  { check: 'capacity-memory', plan: asking('{memory: 900Gi}'), finds: ['failed', /900\.0 GiB are requested/] },
  { check: 'capacity-pods', plan: asking('{cpu: 1m}', 5000), finds: ['failed', /5000 pods are requested/] },
  { check: 'capacity-node', plan: asking('{cpu: 3}'), finds: ['failed', /asks for 3\.0 CPUs/] },
  {
    check: 'storage-classes',
    plan: '{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: $check}, spec: {storageClassName: gold, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}',
    finds: ['failed', /does not have: gold/],
  },
  {
    check: 'volume-ownership',
    steps: ({ client }) =>
      client.mergePatch(
        builtInTypes.csiDriver,
        { name: 'volumes.sandbox.mlanywhere.dev' },
        { spec: { fsGroupPolicy: 'None' } },
      ),
    after: ({ client }) =>
      client.mergePatch(
        builtInTypes.csiDriver,
        { name: 'volumes.sandbox.mlanywhere.dev' },
        { spec: { fsGroupPolicy: 'File' } },
      ),
    finds: ['failed', /does not apply fsGroup \(fsGroupPolicy: None\)/],
  },
  {
    check: 'accelerators',
    steps: (cluster) => nodes(cluster, { metadata: { labels: { 'nvidia.com/gpu.present': 'true' } } }),
    after: (cluster) => nodes(cluster, { metadata: { labels: { 'nvidia.com/gpu.present': null } } }),
    finds: ['warning', /none of their programs announces.*worker-1/],
  },
  {
    check: 'disruption',
    plan: `${deployment('{containers: [{name: c, image: i}]}')}{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web, namespace: $check}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}`,
    finds: ['warning', /allow no disruption: disruption\/web/],
  },
  {
    check: 'other-installation',
    before:
      namespace + deployment('{containers: [{name: c, image: i}]}', ', labels: {mlanywhere.dev/installation: other}'),
    plan: deployment('{containers: [{name: c, image: i}]}'),
    finds: ['failed', /The installation other of MLAnywhere has this cluster/],
  },
  {
    check: 'kept-databases',
    before: `{apiVersion: v1, kind: Namespace, metadata: {name: sample-notebooks}}
---
{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: history-archive, namespace: sample-notebooks}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}`,
    finds: ['failed', /sample-notebooks\/history-archive \(its password was in the Secret history-database\)/],
  },
  {
    check: 'first-user',
    before: `${namespace}${definitionOf('Workspace', 'sample.mlanywhere.dev')}{apiVersion: sample.mlanywhere.dev/v1, kind: Workspace, metadata: {name: mine}, spec: {owner: eve@example.com}}`,
    plan: `${definitionOf('Workspace', 'sample.mlanywhere.dev')}{apiVersion: sample.mlanywhere.dev/v1, kind: Workspace, metadata: {name: mine}, spec: {owner: ada@example.com}}`,
    after: ({ client }) =>
      client.delete(builtInTypes.customResourceDefinition, { name: 'workspaces.sample.mlanywhere.dev' }),
    finds: ['failed', /belongs to eve@example\.com/],
  },
  {
    check: 'sidecar-round-trip',
    before: `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: forgets-sidecars}
spec:
  matchConstraints: {resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}]}
  failurePolicy: Fail
  reinvocationPolicy: Never
  mutations: [{patchType: JSONPatch, jsonPatch: {expression: '[JSONPatch{op: "remove", path: "/spec/initContainers/0/restartPolicy"}]'}}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicyBinding
metadata: {name: forgets-sidecars}
spec: {policyName: forgets-sidecars}
`,
    after: ({ client }) => client.delete(policyTypes.policy, { name: 'forgets-sidecars' }),
    finds: ['failed', /without restartPolicy: Always/],
  },
  {
    check: 'webhook-reachability',
    before: `${namespace}{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny-all, namespace: $check}, spec: {podSelector: {}, policyTypes: [Ingress]}}`,
    plan: `${deployment('{containers: [{name: c, image: i}]}')}{apiVersion: v1, kind: Service, metadata: {name: hook, namespace: $check}, spec: {selector: {app: web}, ports: [{port: 443}]}}
---
{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: hook}, webhooks: [{name: hook.example.org, admissionReviewVersions: [v1], sideEffects: None, clientConfig: {service: {namespace: $check, name: hook}}, rules: []}]}`,
    finds: ['warning', /webhook-reachability\/deny-all isolates every pod/],
  },
  {
    check: 'pod-security',
    before:
      '{apiVersion: v1, kind: Namespace, metadata: {name: $check, labels: {pod-security.kubernetes.io/enforce: baseline}}}',
    plan: deployment('{hostNetwork: true, containers: [{name: c, image: i}]}'),
    finds: ['failed', /Pod security rejects the pods of pod-security\/web.*host namespaces/],
  },
];

/** Checks whose findings on a real API server have tests elsewhere, and where. */
const elsewhere: Readonly<Record<string, string>> = {
  'server-side-dry-run': 'test/preflight/dry-run.test.ts',
  'field-owners': 'test/preflight/dry-run.test.ts',
  platform: 'src/preflight/checks/platform-checks.test.ts',
  'token-issuer': 'src/preflight/checks/platform-checks.test.ts',
  metrics: 'below: the sandbox has none',
  'foreign-owners': 'test/cases/rows/owner-cases.ts',
  'earlier-kubeflow': 'test/cases/rows/owner-cases.ts',
  'newer-definitions': 'test/cases/rows/definition-cases.ts',
  'definition-conversions': 'test/cases/rows/definition-cases.ts',
  'aggregated-apis': 'test/cases/rows/webhook-cases.ts',
  'terminating-namespaces': 'test/cases/rows/terminating-cases.ts',
  'terminating-objects': 'test/cases/rows/terminating-cases.ts',
  'webhooks-alive': 'test/cases/rows/webhook-cases.ts',
  quotas: 'test/cases/rows/limit-cases.ts',
  foundation: 'test/install/foundation.test.ts',
  'access-entrance': 'src/preflight/checks/access/access-checks.test.ts',
  'access-issuer': 'src/preflight/checks/access/access-checks.test.ts',
  'access-certificate': 'src/preflight/checks/access/access-checks.test.ts',
  'node-proxy': 'src/preflight/checks/nodes/node-proxy-check.test.ts',
  'access-host': 'src/preflight/checks/access/access-checks.test.ts',
};

/** What an account without any rights still learns: the version, the time, what is served and its own rights. */
const needsNoRights = ['rights', 'kubernetes-version', 'clock', 'metrics', 'token-issuer'];

/** Checks that ask nothing for the plan of these tests, which uses no software of others and is not exposed. */
const asksNothing = [
  'foundation',
  'node-proxy',
  'access-entrance',
  'access-issuer',
  'access-certificate',
  'access-host',
];

describe('on a real API server', () => {
  let cluster: CheckedCluster;
  let sample: Plan;
  beforeAll(async () => {
    sample = makePlan({
      release: await loadSampleRelease(),
      components: 'all',
      installation: { name: 'demo' },
      parameters: {},
    });
    cluster = await startCheckedCluster();
  });
  afterAll(async () => cluster.stop());

  test('each check passes on a sound cluster, but for the metrics that it does not have', async () => {
    const found = await preflightOf(cluster.client, sample);
    expect([...found.values()].filter(({ outcome }) => outcome !== 'passed')).toMatchObject([
      { id: 'metrics', outcome: 'warning', severity: 'informs' },
    ]);
    expect([...found.keys()]).toEqual(checks.map(({ id }) => id));
  });

  test('each check has a row in which it finds something', () => {
    const covered = new Set([...rows.map(({ check }) => check), ...Object.keys(elsewhere)]);
    expect(checks.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
  });

  test.each(rows.map((row) => [row.check, row] as const))('%s finds what it asks for', async (_, row) => {
    const fill = (text: string): string => text.replaceAll('$check', row.check);
    const plan =
      row.plan === undefined ? sample : typeof row.plan === 'string' ? planOf(fill(row.plan)) : row.plan(sample);
    try {
      if (row.before !== undefined) await cluster.make(fill(row.before));
      await row.steps?.(cluster);
      const client = (await row.as?.(cluster)) ?? cluster.client;
      const [outcome, words] = row.finds;
      // Policies and changed nodes are seen a moment later.
      await expect
        .poll(
          async () => {
            const result = (await preflightOf(client, plan)).get(row.check);
            return `${result?.outcome ?? 'none'}: ${result?.evidence ?? ''} ${result?.fix ?? ''}`;
          },
          { interval: 300 },
        )
        .toMatch(new RegExp(`^${outcome}: .*${words.source}`, 's'));
    } finally {
      await row.after?.(cluster);
    }
  });

  test('metrics passes where metrics.k8s.io is served', async () => {
    await cluster.make(
      definitionOf(
        'NodeMetric',
        'metrics.k8s.io',
        ', annotations: {api-approved.kubernetes.io: "unapproved, for a test"}',
      ),
    );
    await expect
      .poll(async () => (await preflightOf(cluster.client, sample)).get('metrics'))
      .toMatchObject({ outcome: 'passed' });
  });

  test('an account without rights learns nothing, and no check counts that as a pass', async () => {
    const found = await preflightOf(await cluster.clientWith('stranger', '[]'), sample);
    const looked = [...found.values()].filter(({ outcome }) => outcome !== 'unknown').map(({ id }) => id);
    expect(looked.filter((id) => !needsNoRights.includes(id) && !asksNothing.includes(id))).toEqual([]);
    expect(found.get('nodes-ready')).toMatchObject({ outcome: 'unknown', severity: 'warns' });
    expect(found.get('rights')).toMatchObject({ outcome: 'failed' });
  });

  test('an API server in trouble answers nothing, and no check counts that as a pass', async () => {
    const found = await preflightOf(cluster.troubled(), sample);
    const looked = [...found.values()].filter(({ outcome }) => outcome !== 'unknown').map(({ id }) => id);
    expect(looked.filter((id) => !asksNothing.includes(id))).toEqual([]);
  });
});
