import { describe, expect, test } from 'vitest';
import { installationSchema } from '../../installation/installation.ts';
import { makePlan } from '../../kubeflow/plan/make-plan.ts';
import { loadSampleRelease } from '../../kubeflow/sample/sample-release.ts';
import { releaseOf } from '../../kubeflow/testing/releases.fixture.ts';
import { matching } from '../../kubernetes/testing/matching.fixture.ts';
import { claimsOf } from '../planned.ts';
import { checks } from '../run-preflight.ts';
import { findingsIn, worker, type ClusterPart } from '../testing/described-cluster.fixture.ts';

const installation = installationSchema.parse({
  apiVersion: 'mlanywhere.dev/v1alpha1',
  kind: 'Installation',
  metadata: { name: 'demo' },
  spec: { cluster: { platform: 'sandbox' } },
});
const sample = {
  installation,
  plan: makePlan({
    release: await loadSampleRelease(),
    components: 'all',
    installation: { name: 'demo' },
    parameters: {},
  }),
};

/** A plan of these objects. */
const given = (yaml: string): typeof sample => ({
  installation,
  plan: makePlan({ release: releaseOf(yaml), components: 'all', installation: { name: 'demo' }, parameters: {} }),
});

const agents = releaseOf(`
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: kube-system}
spec: {selector: {matchLabels: {app: agent}}, template: {metadata: {labels: {app: agent}}, spec: {containers: [{name: c, image: i}]}}}
`);
const withAgents = {
  installation,
  plan: makePlan({ release: agents, components: 'all', installation: { name: 'demo' }, parameters: {} }),
};

test('a sound cluster passes every check', async () => {
  const findings = await findingsIn({}, sample);
  expect([...findings.values()].filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
  expect([...findings.keys()]).toEqual(checks.map(({ id }) => id));
});

const busyPod = (namespace: string, requests: object): object => ({
  metadata: { name: 'p', namespace },
  spec: { nodeName: 'one', containers: [{ resources: { requests } }] },
  status: { phase: 'Running' },
});
const standard = (name: string, creationTimestamp = ''): object => ({
  metadata: { name, creationTimestamp, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
});
const definition = (labels: object, more: object = {}): object => ({
  metadata: { name: 'certificates.sample.mlanywhere.dev', labels },
  ...more,
});
const [planned] = sample.plan.objects.flatMap(({ key, body }) =>
  key.name === 'certificates.sample.mlanywhere.dev' ? [JSON.parse(body) as { spec: { versions: object[] } }] : [],
);
const newerDefinition = {
  ...definition({}),
  spec: { versions: [...(planned?.spec.versions ?? []), { name: 'v2', served: true }] },
};
const leftover = (failurePolicy: string, more: object = {}): object => ({
  metadata: { name: 'left-behind' },
  webhooks: [
    {
      name: 'gone.example.com',
      failurePolicy,
      clientConfig: { service: { namespace: 'gone', name: 'hook' } },
      ...more,
    },
  ],
});
const forPods = { rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }] };
const hook = { metadata: { name: 'hook', namespace: 'gone' } };
const endpoint = (ready: boolean): object => ({
  metadata: { name: 'hook-1', namespace: 'gone', labels: { 'kubernetes.io/service-name': 'hook' } },
  endpoints: [{ conditions: { ready } }],
});
const api = (group: string, status: string): object => ({
  metadata: { name: `v1.${group}` },
  spec: { group, version: 'v1', service: { namespace: 'kube-system', name: 'gone' } },
  status: {
    conditions: [
      { type: 'Available', status, reason: 'ServiceNotFound', message: 'service/gone in "kube-system" is not present' },
    ],
  },
});
const quota = (namespace: string, hard: object, used: object = {}): object => ({
  metadata: { name: 'team', namespace },
  spec: { hard },
  status: { used },
});
const range = (namespace: string, limit: object): object => ({
  metadata: { name: 'team', namespace },
  spec: { limits: [limit] },
});
const leaving = (message: string): object => ({
  metadata: { name: 'sample-system', deletionTimestamp: '2026-01-01T00:00:00Z' },
  status: {
    conditions: [
      { type: 'NamespaceDeletionContentFailure', status: 'True', message },
      { type: 'NamespaceContentRemaining', status: 'False', message: 'nothing' },
    ],
  },
});

const workspace = (owner: string): object => ({
  metadata: { name: 'first-user', labels: { 'mlanywhere.dev/installation': 'demo' } },
  spec: { namespace: 'sample-first-user', owner },
});
const aWhileAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const startTaint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
const made = (minutes: number, more: Parameters<typeof worker>[1] = {}): ReturnType<typeof worker> => ({
  ...worker('one', more),
  metadata: { name: 'one', creationTimestamp: aWhileAgo(minutes) },
});

/** Each row: a check, how a cluster differs from a sound one, what the check finds, and words of its evidence and fix. */
const rows: readonly (readonly [string, string, ClusterPart, string, RegExp])[] = [
  [
    'kubernetes-version',
    'too old',
    { version: 'v1.33.9' },
    'failed',
    /v1\.33\.9; sample 1\.0\.0 needs 1\.34 or newer.*Upgrade the cluster/,
  ],
  ['kubernetes-version', 'newer than tried', { version: 'v1.37.0' }, 'warning', /newer than 1\.36/],
  [
    'kubernetes-version',
    'no version: without v',
    { version: '1.36.0' },
    'unknown',
    /1\.36\.0, which is not a Kubernetes version/,
  ],
  ['kubernetes-version', 'no version: another major', { version: 'v2.0.0' }, 'unknown', /v2\.0\.0/],
  [
    'kubernetes-version',
    'no version: a build of the sources',
    { version: 'v0.0.0-master+abc' },
    'unknown',
    /v0\.0\.0-master/,
  ],
  [
    'kubernetes-version',
    'one with the words of a distribution',
    { version: 'v1.35.2-gke.1' },
    'passed',
    /v1\.35\.2-gke/,
  ],
  [
    'nodes-ready',
    'none ready',
    { nodes: [worker('one', { ready: false })] },
    'failed',
    /0 of 1 node ready for work\. one: not ready\. Run .*kubectl get nodes/,
  ],
  [
    'nodes-ready',
    'cordoned',
    { nodes: [worker('one', { spec: { unschedulable: true } })] },
    'failed',
    /0 of 1 node ready/,
  ],
  [
    'nodes-ready',
    'only the control plane',
    { nodes: [worker('one', { spec: { taints: [{ effect: 'NoSchedule' }] } })] },
    'failed',
    /0 of 1 node ready/,
  ],
  [
    'nodes-ready',
    'some of them',
    { nodes: [worker('one'), worker('two', { ready: false })] },
    'passed',
    /1 of 2 nodes/,
  ],
  [
    'image-platforms',
    'arm64 only, and images of which nothing is known',
    { nodes: [worker('one', { architecture: 'arm64' })] },
    'warning',
    /No node that takes work is amd64: one \(arm64\)\. Whether the images/,
  ],
  [
    'image-platforms',
    'arm64 beside amd64',
    { nodes: [worker('one', { architecture: 'arm64' }), worker('two')] },
    'warning',
    /Not amd64: one \(arm64\)\. .*Cordon/,
  ],
  ['image-platforms', 'no node at all', { nodes: [] }, 'unknown', /No node accepts pods/],
  [
    'capacity-node',
    'pods larger than any node, though all nodes together have room',
    { nodes: ['a', 'b', 'c', 'd'].map((name) => worker(name, { cpu: '30m' })) },
    'failed',
    /sample-\S+ asks for 0\.1 CPUs, and the most that is free on one node is 0\.0 CPUs\./,
  ],
  [
    'capacity-node',
    'a large node that others have filled',
    { nodes: [worker('one', { cpu: '1' })], pods: [busyPod('elsewhere', { cpu: '990m' })] },
    'failed',
    /asks for/,
  ],
  ['capacity-node', 'no node', { nodes: [] }, 'unknown', /free resources are unknown/],
  [
    'capacity-node',
    'a node that pods of ours fill',
    { nodes: [worker('one', { cpu: '1' })], pods: [busyPod('sample-login', { cpu: '990m' })] },
    'passed',
    /fits on a node/,
  ],
  ['rights', 'an account that may not do everything', { allowed: false }, 'failed', /cluster-admin/],
  ['metrics', 'no metrics', { groups: [] }, 'warning', /not served.*metrics-server/],
  [
    'capacity-cpu',
    'groups of nodes of two sizes',
    { nodes: [worker('one', { cpu: '100m' }), worker('gpu', { cpu: '4' })] },
    'passed',
    /0\.2 CPUs are requested, 4\.1 are free/,
  ],
  [
    'capacity-cpu',
    'too few CPUs',
    { nodes: [worker('one', { cpu: '100m' })] },
    'failed',
    /0\.2 CPUs are requested, 0\.1 are free.*Add workers/,
  ],
  ['capacity-cpu', 'hardly enough CPUs', { nodes: [worker('one', { cpu: '180m' })] }, 'warning', /leaves little room/],
  [
    'capacity-cpu',
    'CPUs that others have asked for',
    { nodes: [worker('one', { cpu: '1' })], pods: [busyPod('elsewhere', { cpu: '900m' })] },
    'failed',
    /0\.1 are free/,
  ],
  [
    'capacity-cpu',
    'CPUs that an earlier try of ours has asked for',
    { nodes: [worker('one', { cpu: '1' })], pods: [busyPod('sample-system', { cpu: '950m' })] },
    'passed',
    /1\.0 are free/,
  ],
  [
    'capacity-memory',
    'too little memory',
    { nodes: [worker('one', { memory: '64Mi' })] },
    'failed',
    /GiB are requested, 0\.1 are free/,
  ],
  [
    'capacity-pods',
    'too few pods',
    { nodes: [worker('one', { pods: '5' })] },
    'failed',
    /9 pods are requested, 5 are free/,
  ],
  [
    'storage-classes',
    'no default',
    { storageClasses: [{ metadata: { name: 'slow' } }] },
    'failed',
    /No storage class is the default.*kubectl annotate storageclass/,
  ],
  [
    'storage-classes',
    'no class at all',
    { storageClasses: [] },
    'failed',
    /The cluster has no storage class.*Install a storage provisioner/,
  ],
  [
    'storage-classes',
    'two defaults, of which the newest is used',
    { storageClasses: [standard('a', '2026-01-01T00:00:00Z'), standard('b', '2026-02-01T00:00:00Z')] },
    'warning',
    /2 storage classes are the default: b, a\. The API server uses the newest, b\./,
  ],
  [
    'storage-classes',
    'a default by the older mark',
    {
      storageClasses: [
        { metadata: { name: 'old', annotations: { 'storageclass.beta.kubernetes.io/is-default-class': 'true' } } },
      ],
    },
    'passed',
    /old serves/,
  ],
  [
    'storage-classes',
    'volumes that come with the first pod',
    { storageClasses: [{ ...standard('late'), volumeBindingMode: 'WaitForFirstConsumer' }] },
    'passed',
    /late serves .*each when its first pod comes/,
  ],
  [
    'storage-classes',
    'volumes made by hand, and none there',
    { storageClasses: [{ ...standard('local'), provisioner: 'kubernetes.io/no-provisioner' }] },
    'failed',
    /local does not create volumes automatically, and only 0 of the \d+ needed volumes exist/,
  ],
  [
    'storage-classes',
    'volumes made by hand, and enough there',
    {
      storageClasses: [{ ...standard('local'), provisioner: 'kubernetes.io/no-provisioner' }],
      volumes: Array.from({ length: 9 }, (_, index) => ({
        metadata: { name: `v${index}` },
        spec: { storageClassName: 'local' },
        status: { phase: 'Available' },
      })),
    },
    'passed',
    /local serves/,
  ],
  [
    'foreign-owners',
    'kinds of someone else',
    { definitions: [definition({ 'argocd.argoproj.io/instance': 'pki' })] },
    'failed',
    /Certificates of Argo CD application pki is in the cluster already.*CustomResourceDefinition certificates\.sample\.mlanywhere\.dev.*--take-over certificates/,
  ],
  [
    'foreign-owners',
    'kinds of our own',
    { definitions: [definition({ 'mlanywhere.dev/installation': 'demo' })] },
    'passed',
    /belongs to someone else/,
  ],
  [
    'first-user',
    'a profile of another user',
    { workspaces: [workspace('ada@example.com')] },
    'failed',
    /Workspace first-user belongs to ada@example\.com; the installation names someone@sample\.example\..*Set spec\.kubeflow\.user\.email to ada@example\.com.*contributor/,
  ],
  [
    'first-user',
    'a profile of the same user, in capitals',
    { workspaces: [workspace('Someone@Sample.example')] },
    'passed',
    /belongs to another user/,
  ],
  [
    'other-installation',
    'kinds that another installation left',
    { definitions: [definition({ 'mlanywhere.dev/installation': 'base' })] },
    'passed',
    /1 object of the installation base, of which nothing runs any more/,
  ],
  [
    'newer-definitions',
    'a kind with more fields',
    { definitions: [newerDefinition] },
    'passed',
    /Newer than this release’s, and left as they are: certificates\.sample\.mlanywhere\.dev \(also accepts v2\)/,
  ],
  [
    'terminating-namespaces',
    'one on its way out',
    { namespaces: [{ metadata: { name: 'sample-system', deletionTimestamp: '2026-01-01T00:00:00Z' } }] },
    'failed',
    /Being deleted: sample-system: its contents are still being deleted\..*finalizers/,
  ],
  [
    'terminating-namespaces',
    'one held by a webhook',
    {
      namespaces: [leaving('calling: failed calling webhook "gone.example.com": no pod')],
      validating: [leftover('Fail')],
    },
    'failed',
    /sample-system: calling: failed calling webhook [^.]*\.example\.com": no pod\. .*kubectl delete validatingwebhookconfiguration left-behind/,
  ],
  [
    'terminating-namespaces',
    'one held by an API that is down',
    {
      namespaces: [
        leaving(
          'Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: dead.example.com/v1: stale',
        ),
      ],
      apiServices: [api('dead.example.com', 'False')],
    },
    'failed',
    /kubectl delete apiservice v1\.dead\.example\.com/,
  ],
  [
    'terminating-namespaces',
    'one that does not concern us',
    { namespaces: [{ metadata: { name: 'other', deletionTimestamp: '2026-01-01T00:00:00Z' } }] },
    'passed',
    /No namespace/,
  ],
  [
    'terminating-objects',
    'a definition on its way out',
    {
      definitions: [
        { metadata: { name: 'certificates.sample.mlanywhere.dev', deletionTimestamp: '2026-01-01T00:00:00Z' } },
      ],
    },
    'failed',
    /CustomResourceDefinition\S* certificates\.sample\.mlanywhere\.dev/,
  ],
  [
    'terminating-objects',
    'a definition whose objects a program of theirs holds',
    {
      definitions: [
        { metadata: { name: 'workspaces.sample.mlanywhere.dev', deletionTimestamp: '2026-01-01T00:00:00Z' } },
      ],
      workspaces: [{ metadata: { name: 'first-user', finalizers: ['sample.mlanywhere.dev/clear'] } }],
    },
    'failed',
    /workspaces\.sample\.mlanywhere\.dev \(its objects are held by sample\.mlanywhere\.dev\/clear\)/,
  ],
  [
    'webhooks-alive',
    'asked about pods of ours, no service',
    { validating: [leftover('Fail', forPods)] },
    'failed',
    /gone\.example\.com of ValidatingWebhookConfiguration left-behind: its service gone\/hook does not exist\. .*kubectl delete validatingwebhookconfiguration left-behind/,
  ],
  [
    'webhooks-alive',
    'a service and no ready pod',
    { mutating: [leftover('Fail', forPods)], services: [hook], endpointSlices: [endpoint(false)] },
    'failed',
    /no pod behind its service gone\/hook is ready/,
  ],
  [
    'webhooks-alive',
    'conditions that may spare us',
    { mutating: [leftover('Fail', { ...forPods, matchConditions: [{ name: 'a', expression: 'false' }] })] },
    'warning',
    /^May be asked about this installation/,
  ],
  [
    'webhooks-alive',
    'asked about nothing of ours',
    { validating: [leftover('Fail')] },
    'warning',
    /^Cannot answer, but are not asked about anything of this installation: gone\.example\.com/,
  ],
  [
    'webhooks-alive',
    'other namespaces only',
    { validating: [leftover('Fail', { ...forPods, namespaceSelector: { matchLabels: { team: 'other' } } })] },
    'warning',
    /not asked about/,
  ],
  [
    'webhooks-alive',
    'left behind, but fail-open',
    { mutating: [leftover('Ignore', forPods)] },
    'passed',
    /Every webhook that this installation calls has a running program/,
  ],
  [
    'webhooks-alive',
    'alive',
    { mutating: [leftover('Fail', forPods)], services: [hook], endpointSlices: [endpoint(true)] },
    'passed',
    /Every webhook that this installation calls has a running program/,
  ],
  [
    'webhooks-alive',
    'a service outside the cluster',
    { mutating: [leftover('Fail', forPods)], services: [{ ...hook, spec: { type: 'ExternalName' } }] },
    'passed',
    /Every webhook that this installation calls has a running program/,
  ],
  [
    'webhooks-alive',
    'a conversion that nobody does',
    {
      definitions: [
        definition(
          {},
          {
            spec: {
              conversion: {
                strategy: 'Webhook',
                webhook: { clientConfig: { service: { namespace: 'gone', name: 'hook' } } },
              },
            },
          },
        ),
      ],
    },
    'failed',
    /conversion of CustomResourceDefinition certificates\.sample\.mlanywhere\.dev: its service gone\/hook does not exist.*kubectl patch crd certificates\.sample\.mlanywhere\.dev/,
  ],
  [
    'definition-conversions',
    'a webhook where the release has none',
    {
      definitions: [
        definition(
          {},
          {
            spec: {
              versions: planned?.spec.versions,
              conversion: {
                strategy: 'Webhook',
                webhook: { clientConfig: { service: { namespace: 'gone', name: 'hook' } } },
              },
            },
          },
        ),
      ],
    },
    'passed',
    /can be changed/,
  ],
  [
    'quotas',
    'a quota that wants limits',
    { quotas: [quota('sample-login', { 'limits.cpu': '4' })] },
    'failed',
    /quota team of sample-login requires limits\.cpu, and 1 workload does not declare that: sample-login\/login\. .*LimitRange/,
  ],
  [
    'quotas',
    'a quota that wants limits, and defaults for them',
    {
      quotas: [quota('sample-login', { 'limits.cpu': '4' })],
      limitRanges: [range('sample-login', { type: 'Container', default: { cpu: '1' } })],
    },
    'passed',
    /does not fit/,
  ],
  [
    'quotas',
    'a quota without room',
    { quotas: [quota('sample-login', { pods: '5' }, { pods: '5' })] },
    'failed',
    /quota team of sample-login: pods needs 1 and has room for 0\. .*kubectl edit resourcequota team -n sample-login/,
  ],
  [
    'quotas',
    'a quota that pods of ours fill',
    {
      quotas: [quota('sample-login', { pods: '5' }, { pods: '5' })],
      namespaces: [{ metadata: { name: 'sample-login', labels: { 'mlanywhere.dev/installation': 'demo' } } }],
    },
    'passed',
    /does not fit/,
  ],
  [
    'quotas',
    'a quota of a namespace that does not concern us',
    { quotas: [quota('other', { pods: '0' })] },
    'passed',
    /does not fit/,
  ],
  [
    'quotas',
    'a quota with a scope',
    {
      quotas: [
        {
          metadata: { name: 'team', namespace: 'sample-login' },
          spec: { hard: { pods: '0' }, scopes: ['BestEffort'] },
        },
      ],
    },
    'passed',
    /1 quota with a scope could not be judged/,
  ],
  [
    'quotas',
    'claims that are too large',
    { limitRanges: [range('sample-notebooks', { type: 'PersistentVolumeClaim', max: { storage: '1Mi' } })] },
    'failed',
    /LimitRange team of sample-notebooks: \S+ asks for \S+ of storage, at most 1Mi is allowed.*kubectl edit limitrange team -n sample-notebooks/,
  ],
  [
    'quotas',
    'containers that ask for too little',
    { limitRanges: [range('sample-notebooks', { type: 'Container', min: { cpu: '8' } })] },
    'failed',
    /LimitRange team of sample-notebooks: container \S+ of \S+ asks for \S+ of cpu, at least 8 is needed/,
  ],
  [
    'aggregated-apis',
    'one that is down',
    { apiServices: [api('dead.example.com', 'False')] },
    'warning',
    /v1\.dead\.example\.com \(ServiceNotFound: service\/gone .*kubectl delete apiservice v1\.dead\.example\.com/,
  ],
  [
    'aggregated-apis',
    'one that is down and has kinds of ours',
    { apiServices: [api('sample.mlanywhere.dev', 'False')] },
    'failed',
    /v1\.sample\.mlanywhere\.dev/,
  ],
  ['aggregated-apis', 'all up', { apiServices: [api('metrics.k8s.io', 'True')] }, 'passed', /answers/],
  [
    'metrics',
    'metrics that are installed and down',
    { groups: [], apiServices: [api('metrics.k8s.io', 'False')] },
    'warning',
    /is installed and does not answer: ServiceNotFound.*start the program behind the service kube-system\/gone/,
  ],
];

describe('a check', () => {
  test.each(rows)('%s: %s', async (...row) => {
    const [id, , part, outcome, words] = row;
    const found = (await findingsIn(part, sample)).get(id);
    expect(found).toMatchObject({ outcome });
    expect(`${found?.evidence ?? ''} ${found?.fix ?? ''}`).toMatch(words);
    expect(found?.fix === undefined).toBe(outcome === 'passed');
  });

  test.each([
    ['not ready yet', made(1, { ready: false }), true],
    ['kept free until its network is there', made(1, { spec: { taints: [startTaint] } }), true],
    ['not ready for a long time', made(20, { ready: false }), false],
    ['cordoned', made(1, { spec: { unschedulable: true } }), false],
    ['reserved by someone', made(1, { spec: { taints: [startTaint, { key: 'team', effect: 'NoSchedule' }] } }), false],
  ])('that fails for a node that is %s says whether that may pass', async (_, node, passing) => {
    const findings = await findingsIn({ nodes: [node] }, sample);
    for (const id of ['nodes-ready', 'capacity-cpu', 'capacity-memory', 'capacity-pods']) {
      expect(findings.get(id)).toMatchObject({
        outcome: 'failed',
        ...(passing && {
          passing,
          fix: matching(/^1 node still starting\. Check again in a moment\. If nothing changes: /),
        }),
      });
      expect(findings.get(id)?.passing ?? false).toBe(passing);
    }
  });

  test.each([
    [{ platform: 'sandbox' }, 'spec.cluster.sandbox.workers'],
    [{ platform: 'existing', connection: 'mine' }, undefined],
  ])('of room leads to the workers in the form, where there are any: %j', async (cluster, field) => {
    const asked = installationSchema.parse({ ...installation, spec: { ...installation.spec, cluster } });
    const findings = await findingsIn({ nodes: [worker('one', { cpu: '100m' })] }, { ...sample, installation: asked });
    expect(findings.get('capacity-cpu')).toMatchObject({ outcome: 'failed' });
    expect(findings.get('capacity-cpu')?.field).toBe(field);
  });

  test('pod-security: strict pod security in kube-system stands against agents on the host', async () => {
    const kubeSystem = (labels: object): ClusterPart => ({
      namespaces: [{ metadata: { name: 'kube-system', labels } } as object],
    });
    const found = async (labels: object, given = withAgents): Promise<unknown> =>
      (await findingsIn(kubeSystem(labels), given)).get('pod-security');
    expect(await found({ 'pod-security.kubernetes.io/enforce': 'baseline' })).toMatchObject({
      outcome: 'failed',
      evidence: matching(/baseline; agent needs privileged/),
    });
    expect(await found({ 'pod-security.kubernetes.io/enforce': 'privileged' })).toMatchObject({ outcome: 'passed' });
    expect(await found({})).toMatchObject({ outcome: 'passed' });
    expect(await found({ 'pod-security.kubernetes.io/enforce': 'baseline' }, sample)).toMatchObject({
      outcome: 'passed',
      evidence: 'No namespace of this plan exists yet, and the plan decides on their pod security.',
    });
  });

  test('storage-classes: a selection that claims nothing needs none', async () => {
    expect((await findingsIn({ storageClasses: [] }, withAgents)).get('storage-classes')).toMatchObject({
      outcome: 'passed',
    });
  });

  test('storage-classes: claims that have their volumes need none, and a class that a claim names has to be there', async () => {
    const look = async (part: ClusterPart, given = sample): Promise<unknown> =>
      (await findingsIn(part, given)).get('storage-classes');
    const claims = claimsOf(sample.plan).map(({ namespace, name }) => ({
      metadata: { namespace, name },
      status: { phase: 'Bound' },
    }));
    expect(await look({ storageClasses: [], claims })).toMatchObject({
      outcome: 'passed',
      evidence: matching(/have a volume already/),
    });
    const naming = given(
      '{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: default}, spec: {storageClassName: fast, resources: {requests: {storage: 1Gi}}}}',
    );
    expect(await look({}, naming)).toMatchObject({ outcome: 'failed', evidence: matching(/does not have: fast\./) });
    expect(await look({ storageClasses: [{ metadata: { name: 'fast' } }] }, naming)).toMatchObject({
      outcome: 'passed',
    });
  });

  test('capacity-node: only nodes with the labels that a pod wants have room for it', async () => {
    const choosy = given(
      '{apiVersion: apps/v1, kind: Deployment, metadata: {name: trainer, namespace: default}, spec: {selector: {matchLabels: {app: trainer}}, template: {metadata: {labels: {app: trainer}}, spec: {nodeSelector: {disk: fast}, containers: [{name: c, image: i, resources: {requests: {cpu: "4"}}}]}}}}',
    );
    const labelled = (cpu: string): object => ({
      ...worker('two', { cpu }),
      metadata: { name: 'two', labels: { disk: 'fast' } },
    });
    const look = async (...nodes: object[]): Promise<unknown> =>
      (await findingsIn({ nodes: [worker('one'), ...nodes] }, choosy)).get('capacity-node');
    expect(await look()).toMatchObject({
      outcome: 'failed',
      evidence: 'default/trainer needs nodes labelled disk=fast, and none is.',
    });
    expect(await look(labelled('2'))).toMatchObject({
      outcome: 'failed',
      evidence: matching(/free on one node is 2\.0/),
    });
    expect(await look(labelled('8'))).toMatchObject({ outcome: 'passed' });
  });

  test('webhooks-alive: a webhook that the plan brings the program of counts only where it is asked about that program', async () => {
    const pods = (app: string): object => ({
      ...forPods,
      clientConfig: { service: { namespace: 'default', name: 'own' } },
      objectSelector: { matchLabels: { app } },
    });
    const plan = given(
      [
        '{apiVersion: v1, kind: Service, metadata: {name: own, namespace: default}, spec: {selector: {app: own}, ports: [{port: 443}]}}',
        '{apiVersion: apps/v1, kind: Deployment, metadata: {name: own, namespace: default}, spec: {selector: {matchLabels: {app: own}}, template: {metadata: {labels: {app: own}}, spec: {containers: [{name: c, image: i}]}}}}',
      ].join('\n---\n'),
    );
    const look = async (app: string): Promise<unknown> =>
      (await findingsIn({ validating: [leftover('Fail', pods(app))] }, plan)).get('webhooks-alive');
    expect(await look('own')).toMatchObject({
      outcome: 'failed',
      fix: matching(/kubectl delete validatingwebhookconfiguration left-behind/),
    });
    expect(await look('another')).toMatchObject({ outcome: 'passed' });
  });

  test('definition-conversions: a webhook that converts what this release does not convert has to go first', async () => {
    const kind = (conversion: object): object => ({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'things.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Thing', plural: 'things' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
        conversion,
      },
    });
    const webhook = { clientConfig: { service: { namespace: 'gone', name: 'hook' } } };
    const look = async (there: object): Promise<unknown> =>
      (await findingsIn({ definitions: [there] }, given(JSON.stringify(kind({ strategy: 'None' }))))).get(
        'definition-conversions',
      );
    expect(await look(kind({ strategy: 'Webhook', webhook }))).toMatchObject({
      outcome: 'failed',
      evidence: matching(/things\.example\.com/),
      fix: matching(/kubectl patch crd things\.example\.com/),
    });
    expect(await look(kind({ strategy: 'None' }))).toMatchObject({ outcome: 'passed' });
  });

  test('that cannot look says so and does not call it a failure', async () => {
    const findings = await findingsIn({ nodes: 403, storageClasses: 500 }, sample);
    for (const id of ['nodes-ready', 'capacity-cpu', 'storage-classes'])
      expect(findings.get(id)).toMatchObject({ outcome: 'unknown', evidence: matching(/^The check could not run: /) });
    expect(findings.get('rights')).toMatchObject({ outcome: 'passed' });
  });
});
