import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MlaError } from '../src/errors/error.ts';
import type { KubernetesClient } from '../src/kubernetes/client.ts';
import type { KubernetesObject, ResourceType } from '../src/kubernetes/objects/object.ts';
import { createKubernetesClient } from '../src/kubernetes/create-client.ts';
import { startSandboxCluster, type SandboxCluster } from './cluster.ts';
import type { SandboxPorts } from './processes/ports.ts';
import { watchedKinds } from './simulation/kinds.ts';
import { hasCondition } from './simulation/world.ts';
import { controllerNames } from './switches.ts';
import { eventually } from '../test/patience.fixture.ts';

interface Status {
  readyReplicas?: number;
  phase?: string;
  loadBalancer?: { ingress?: { ip: string }[] };
  containerStatuses?: { restartCount: number; state: { waiting?: { reason: string; message?: string } } }[];
  conditions?: { type: string; status: string; reason?: string; message?: string }[];
}
type WithStatus = KubernetesObject & { status: Status };

const types = {
  pods: watchedKinds.pods.type,
  services: watchedKinds.services.type,
  deployments: watchedKinds.deployments.type,
  claims: watchedKinds.claims.type,
  secrets: watchedKinds.secrets.type,
  nodes: watchedKinds.nodes.type,
  namespaces: watchedKinds.namespaces.type,
  crds: watchedKinds.crds.type,
  configMaps: watchedKinds.configMaps.type,
  webhooks: watchedKinds.validatingWebhooks.type,
  events: { group: '', version: 'v1', kind: 'Event', plural: 'events', namespaced: true },
  jobs: { group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs', namespaced: true },
} satisfies Record<string, ResourceType>;

const directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
let cluster: SandboxCluster;
let client: KubernetesClient;

beforeAll(async () => {
  cluster = await startSandboxCluster({
    name: 'test',
    directory,
    nodes: [
      { role: 'control-plane', count: 1, vcpus: 2, memoryGiB: 8 },
      { role: 'worker', count: 2, vcpus: 4, memoryGiB: 16, gpu: { type: 'A100', count: 2 }, namePrefix: 'gpu' },
    ],
  });
  client = createKubernetesClient(cluster.access);
});

afterAll(async () => {
  await client.close();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true });
});

afterEach(() => {
  cluster.switches.setAll({ controllers: {}, workloads: {} });
  cluster.faults.set([]);
});

const deployment = (name: string, pod: object = {}, namespace = 'default'): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'main', image: 'example/image:1' }], ...pod },
    },
  },
});

const service = (name: string, namespace = 'default', spec: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { selector: { app: name }, ports: [{ port: 443 }], ...spec },
});

const availableDeployment = (name: string, namespace = 'default'): Promise<KubernetesObject> =>
  eventually(async () => {
    const found = await client.get(types.deployments, { namespace, name });
    return found !== undefined && hasCondition(found, 'Available') && found;
  });

const podOf = async (app: string): Promise<WithStatus | undefined> =>
  (await client.list<WithStatus>(types.pods, { namespace: 'default', labelSelector: `app=${app}` }))[0];

const eventsOf = async (pod: KubernetesObject): Promise<{ reason: string; message: string }[]> =>
  (
    await client.list(types.events, {
      namespace: 'default',
      fieldSelector: `involvedObject.uid=${pod.metadata.uid ?? ''}`,
    })
  ).map((event) => ({
    reason: String(event['reason']),
    message: String(event['message']),
  }));

describe('nodes and workloads', () => {
  test('nodes take work from the start, as many and as large as asked for', async () => {
    const nodes = await client.list<KubernetesObject & { spec: { taints?: { key: string }[] } }>(types.nodes);
    expect(nodes.filter((node) => !hasCondition(node, 'Ready'))).toEqual([]);
    expect(nodes.flatMap(({ spec }) => spec.taints ?? []).map(({ key }) => key)).toEqual([
      'node-role.kubernetes.io/control-plane',
    ]);
    expect(nodes.map(({ metadata }) => metadata.name).sort()).toEqual(['control-plane-1', 'gpu-1', 'gpu-2']);
    const gpu = nodes.find(({ metadata }) => metadata.name === 'gpu-2') as unknown as {
      status: { allocatable: Record<string, string>; addresses: { type: string }[] };
    };
    expect(gpu.status.allocatable).toMatchObject({ cpu: '4', memory: '16Gi', 'nvidia.com/gpu': '2' });
    expect(gpu.status.addresses.map(({ type }) => type)).toContain('ExternalIP');
  });

  test('a Deployment becomes available, its claim bound, its Service reachable under an address', async () => {
    await client.create(types.claims, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'default' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    await client.create(types.services, service('web', 'default', { type: 'LoadBalancer' }));
    await client.create(
      types.deployments,
      deployment('web', { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] }),
    );
    await availableDeployment('web');
    const claim = await client.get<WithStatus>(types.claims, { namespace: 'default', name: 'data' });
    expect(claim?.status.phase).toBe('Bound');
    const address = await eventually(
      async () =>
        (await client.get<WithStatus>(types.services, { namespace: 'default', name: 'web' }))?.status.loadBalancer
          ?.ingress?.[0]?.ip,
    );
    expect(address).toMatch(/^198\.51\.100\./);
  });

  test('a Job ends', async () => {
    await client.create(types.jobs, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'once', namespace: 'default' },
      spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'example/job:1' }] } } },
    });
    await eventually(async () => {
      const job = await client.get(types.jobs, { namespace: 'default', name: 'once' });
      return job !== undefined && hasCondition(job, 'Complete');
    });
  });

  test('a pod waits for a Secret it mounts, and says so', async () => {
    await client.create(
      types.deployments,
      deployment('mounting', { volumes: [{ name: 'certificate', secret: { secretName: 'late' } }] }),
    );
    const waiting = await eventually(async () => {
      const pod = await podOf('mounting');
      return pod?.status.containerStatuses?.[0]?.state.waiting?.reason === 'ContainerCreating' && pod;
    });
    expect(
      await eventually(async () => (await eventsOf(waiting)).find(({ reason }) => reason === 'FailedMount')),
    ).toMatchObject({ message: expect.stringContaining('secret "late" not found') as string });
    await client.create(types.secrets, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'late', namespace: 'default' },
    });
    await availableDeployment('mounting');
  });

  test('a deleted pod goes and is replaced', async () => {
    await client.create(types.deployments, deployment('replaced'));
    await availableDeployment('replaced');
    const before = await podOf('replaced');
    await client.delete(types.pods, { namespace: 'default', name: before?.metadata.name ?? '' });
    await eventually(async () => {
      const after = await podOf('replaced');
      return after !== undefined && after.metadata.uid !== before?.metadata.uid && hasCondition(after, 'Ready');
    });
  });
});

describe('a program whose account has rights', () => {
  const rbac = 'rbac.authorization.k8s.io/v1';
  const group = 'rbac.authorization.k8s.io';
  const role = (name: string): KubernetesObject => ({
    apiVersion: rbac,
    kind: 'ClusterRole',
    metadata: { name },
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }],
  });
  const binding = (name: string): KubernetesObject => ({
    apiVersion: rbac,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: group, kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
  });
  const account = (name: string): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: 'default' },
  });
  const accounts: ResourceType = {
    group: '',
    version: 'v1',
    kind: 'ServiceAccount',
    plural: 'serviceaccounts',
    namespaced: true,
  };
  const restartsOf = async (app: string): Promise<number | undefined> =>
    (await podOf(app))?.status.containerStatuses?.[0]?.restartCount;

  async function sendProgram(name: string, order: 'rights first' | 'program first'): Promise<void> {
    await client.create(accounts, account(name));
    const sendRights = async (): Promise<void> => {
      await client.create(watchedKinds.clusterRoles.type, role(name));
      await client.create(watchedKinds.clusterRoleBindings.type, binding(name));
    };
    if (order === 'rights first') await sendRights();
    await client.create(types.deployments, deployment(name, { serviceAccountName: name }));
    await availableDeployment(name);
    if (order === 'program first') await sendRights();
  }

  test('crashes when it was there before them, shows it as a kubelet does, and runs after its back-off', async () => {
    await sendProgram('hasty', 'program first');
    await eventually(
      async () => (await podOf('hasty'))?.status.containerStatuses?.[0]?.state.waiting?.reason === 'CrashLoopBackOff',
    );
    await availableDeployment('hasty');
    expect(await restartsOf('hasty')).toBe(1);
  });

  test.each([
    ['comes after them', 'orderly', 'rights first', undefined],
    ['comes before them, with the switch that ignores rights,', 'careless', 'program first', 'ignored'],
  ] as const)('that %s never restarts', async (_, name, order, rights) => {
    cluster.switches.setAll({ controllers: {}, workloads: {}, ...(rights === undefined ? {} : { rights }) });
    await sendProgram(name, order);
    await client.create(types.configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `after-${name}`, namespace: 'default' },
    });
    await pause(2000);
    expect(await restartsOf(name)).toBe(0);
  });
});

describe('switches', () => {
  test('without a load balancer a Service has no address until the switch is lifted', async () => {
    cluster.switches.setController('load-balancer', { never: true });
    await client.create(types.services, service('pending', 'default', { type: 'LoadBalancer' }));
    const addressless = async (): Promise<boolean> =>
      (await client.get<WithStatus>(types.services, { namespace: 'default', name: 'pending' }))?.status.loadBalancer
        ?.ingress === undefined;
    await eventually(
      async () =>
        (await cluster.status()).simulated
          .find(({ name }) => name === 'load-balancer')
          ?.waiting.includes('default/pending') === true,
    );
    expect(await addressless()).toBe(true);
    cluster.switches.setController('load-balancer', undefined);
    await eventually(async () => !(await addressless()));
  });

  test.each([
    ['ImagePullBackOff', 'Failed', /failed to pull and unpack image "example\/image:1"/],
    ['CrashLoopBackOff', 'BackOff', /Back-off restarting failed container main/],
  ] as const)('%s shows as on a real cluster, and heals', async (trouble, reason, message) => {
    const name = trouble.toLowerCase();
    cluster.switches.setWorkload(`default/${name}`, { trouble });
    await client.create(types.deployments, deployment(name));
    const sick = await eventually(async () => {
      const pod = await podOf(name);
      return pod?.status.containerStatuses?.[0]?.state.waiting?.reason === trouble && pod;
    });
    expect(hasCondition(sick, 'Ready')).toBe(false);
    if (trouble === 'CrashLoopBackOff') expect(sick.status.containerStatuses?.[0]?.restartCount).toBeGreaterThan(0);
    await eventually(async () =>
      (await eventsOf(sick)).some((event) => event.reason === reason && message.test(event.message)),
    );
    cluster.switches.setWorkload(`default/${name}`, undefined);
    await availableDeployment(name);
  });

  test('Unschedulable is said by the real scheduler, leaves the Deployment as it is, and heals', async () => {
    cluster.switches.setWorkload('default/nowhere', { trouble: 'Unschedulable' });
    await cluster.switches.applied();
    await client.create(types.deployments, deployment('nowhere'));
    await client.create(types.deployments, deployment('nowhere-else'));
    const sick = await eventually(async () => {
      const pod = await podOf('nowhere');
      return (
        pod?.status.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable') ===
          true && pod
      );
    });
    expect(sick.status.conditions?.find(({ type }) => type === 'PodScheduled')?.message).toContain(
      '0/3 nodes are available',
    );
    await eventually(async () => (await eventsOf(sick)).some(({ reason }) => reason === 'FailedScheduling'));
    const untouched = (await client.get(types.deployments, { namespace: 'default', name: 'nowhere' })) as unknown as {
      spec: { template: { spec: object } };
    };
    expect(untouched.spec.template.spec).not.toHaveProperty('nodeSelector');
    await availableDeployment('nowhere-else');
    cluster.switches.setWorkload('default/nowhere', undefined);
    await cluster.switches.applied();
    await availableDeployment('nowhere');
  });

  test('a trouble reaches pods that run already', async () => {
    await client.create(types.deployments, deployment('falling'));
    await availableDeployment('falling');
    cluster.switches.setWorkload('default/falling', { trouble: 'CrashLoopBackOff' });
    await eventually(async () => {
      const found = await client.get(types.deployments, { namespace: 'default', name: 'falling' });
      return found !== undefined && !hasCondition(found, 'Available');
    });
  });

  test('a delay holds one object only when it names one', async () => {
    cluster.switches.setController('volumes', { never: true, only: 'default/held' });
    const claim = (name: string): KubernetesObject => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace: 'default' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    await client.create(types.claims, claim('held'));
    await client.create(types.claims, claim('free'));
    await eventually(
      async () =>
        (await client.get<WithStatus>(types.claims, { namespace: 'default', name: 'free' }))?.status.phase === 'Bound',
    );
    expect((await client.get<WithStatus>(types.claims, { namespace: 'default', name: 'held' }))?.status.phase).toBe(
      'Pending',
    );
    cluster.switches.setController('volumes', { delayMs: 100, only: 'held' });
    await eventually(
      async () =>
        (await client.get<WithStatus>(types.claims, { namespace: 'default', name: 'held' }))?.status.phase === 'Bound',
    );
  });
});

describe('webhooks', () => {
  const guarded = (name: string): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'guarded' },
  });
  const refusal = async (name: string): Promise<string | undefined> => {
    const thrown: unknown = await client.create(types.configMaps, guarded(name)).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (thrown === undefined) return undefined;
    return thrown instanceof MlaError ? thrown.code : 'no MlaError';
  };

  test('are refused until the Service has endpoints and the caBundle is filled', async () => {
    await client.create(types.namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'guarded', labels: { guarded: 'yes' } },
    });
    // Every pod mounts it; a webhook that nobody answers would refuse it too.
    await eventually(() => client.get(types.configMaps, { namespace: 'guarded', name: 'kube-root-ca.crt' }));
    await client.create(types.services, service('guard', 'guarded'));
    cluster.switches.setController('webhook-self-certification', { never: true });
    await client.create(types.webhooks, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'guard', annotations: { 'sandbox.mlanywhere.dev/fills-ca-bundle': 'guarded/guard' } },
      webhooks: [
        {
          name: 'guard.example.com',
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          failurePolicy: 'Fail',
          clientConfig: { service: { namespace: 'guarded', name: 'guard' } },
          namespaceSelector: { matchLabels: { guarded: 'yes' } },
          rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['CREATE'] }],
        },
      ],
    });
    // Until the API server knows of the webhook it takes what is made, and a name only once.
    let attempt = 0;
    await eventually(async () => (await refusal(`without-endpoints-${attempt++}`)) === 'MLA-KUBERNETES-029');
    await client.create(types.deployments, deployment('guard', {}, 'guarded'));
    await availableDeployment('guard', 'guarded');
    await eventually(
      async () =>
        (await cluster.status()).simulated
          .find(({ name }) => name === 'webhook-self-certification')
          ?.waiting.includes('guard') === true,
    );
    expect(await refusal('without-bundle')).toBe('MLA-KUBERNETES-029');
    cluster.switches.setController('webhook-self-certification', undefined);
    await eventually(async () => (await refusal('with-both')) === undefined);
  });

  test('are refused again when their pods are gone', async () => {
    await client.mergePatch(types.deployments, { namespace: 'guarded', name: 'guard' }, { spec: { replicas: 0 } });
    let attempt = 0;
    await eventually(async () => (await refusal(`after-${attempt++}`)) === 'MLA-KUBERNETES-029');
  });

  test('a proxied request to a simulated pod is answered, not left hanging', async () => {
    await client.create(types.deployments, deployment('plain'));
    await client.create(types.services, service('plain', 'default', { ports: [{ port: 80 }] }));
    await availableDeployment('plain');
    const answer: unknown = await client
      .request('GET', '/api/v1/namespaces/default/services/http:plain:80/proxy/')
      .catch((thrown: unknown) => thrown);
    expect(answer).toBeInstanceOf(MlaError);
  });
});

describe('what is handed out and kept', () => {
  test('the account that is handed out is an administrator by RBAC, not a member of system:masters', async () => {
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const { status } = await client.request<{ status: { userInfo: { username: string; groups: string[] } } }>(
      'POST',
      '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      review,
    );
    expect(status.userInfo).toMatchObject({ username: 'admin', groups: ['system:authenticated'] });
    const access = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { group: '*', resource: '*', verb: '*' } },
    };
    expect(
      await client.request('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', access),
    ).toMatchObject({ status: { allowed: true } });
  });

  test('the audit log has the writes of the admin only, each with its outcome', async () => {
    await client.create(types.configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'counted', namespace: 'default' },
    });
    await client
      .create(types.configMaps, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'counted', namespace: 'default' },
      })
      .catch(() => undefined);
    const lines = (await readFile(cluster.auditLog, 'utf8')).trimEnd().split('\n');
    const entries = lines.map(
      (line) =>
        JSON.parse(line) as {
          user: { username: string };
          verb: string;
          objectRef: { name?: string };
          responseStatus: { code: number };
        },
    );
    expect(new Set(entries.map(({ user }) => user.username))).toEqual(new Set(['admin']));
    const counted = entries.filter(
      ({ objectRef, responseStatus }) => objectRef.name === 'counted' || responseStatus.code === 409,
    );
    expect(counted.map(({ responseStatus }) => responseStatus.code)).toEqual(expect.arrayContaining([201, 409]));
  });

  test('keys are readable by their owner only', async () => {
    for (const file of ['kubeconfig', 'pki/ca.key', 'pki/admin.key', 'pki/webhook-ca.key'])
      expect((await stat(join(directory, file))).mode & 0o077).toBe(0);
  });

  test('a second start of the same folder is refused in plain words', async () => {
    await expect(startSandboxCluster({ name: 'test', directory })).rejects.toMatchObject({ code: 'MLA-SANDBOX-005' });
  });

  test('the same folder gives the same cluster again, also while programs of the one before hold its ports for a while', async () => {
    const { server } = cluster;
    await client.close();
    await cluster.stop();
    const { ports } = JSON.parse(await readFile(join(directory, 'cluster.json'), 'utf8')) as { ports: SandboxPorts };
    const ending = createServer().listen(ports.etcdPeer, '127.0.0.1');
    // Longer than a start waits for a sandbox that runs.
    setTimeout(() => ending.close(), 7000);
    cluster = await startSandboxCluster({ name: 'test', directory });
    client = createKubernetesClient(cluster.access);
    expect(cluster.server).toBe(server);
    expect(await client.get(types.configMaps, { namespace: 'default', name: 'counted' })).toBeDefined();
    await eventually(async () => (await client.list(types.nodes)).every((node) => hasCondition(node, 'Ready')));
    await client.create(types.deployments, deployment('after-restart'));
    await availableDeployment('after-restart');
  });

  test('status says what is real and what is simulated', async () => {
    const status = await cluster.status();
    const real = status.programs.filter((program) => program.is === 'real');
    expect(real.map(({ name }) => name).sort()).toEqual([
      'etcd',
      'kube-apiserver',
      'kube-controller-manager',
      'kube-scheduler',
    ]);
    expect(status.programs.every(({ pid, memoryMiB }) => pid > 0 && memoryMiB > 0)).toBe(true);
    expect(status.simulated.map(({ name }) => name)).toEqual([...controllerNames]);
  });

  test('a program that ends by itself is told, with its log', async () => {
    const { programs } = await cluster.status();
    process.kill(programs.find(({ name }) => name === 'kube-scheduler')?.pid ?? 0, 'SIGKILL');
    await expect(cluster.failed).resolves.toMatchObject({
      code: 'MLA-SANDBOX-003',
      details: { process: 'kube-scheduler', exit: 'SIGKILL' },
    });
  });
});
