import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../objects/object.ts';
import { explainPod, explainVolumeClaim, explainWorkload, type ClusterEvent } from './workloads.ts';

const metadata = { name: 'x', namespace: 'kubeflow', uid: 'u1' };
const pod = (status: object): KubernetesObject => ({ apiVersion: 'v1', kind: 'Pod', metadata, status });

function event(kind: string, reason: string, message: string, rest: object = {}): ClusterEvent {
  const about = { kind, name: 'x', namespace: 'kubeflow', uid: 'u1' };
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e' },
    involvedObject: about,
    reason,
    message,
    lastTimestamp: '2026-01-01T00:00:00Z',
    ...rest,
  };
}

const waitingPod = (reason: string, message = '', rest: object = {}): KubernetesObject =>
  pod({
    phase: 'Pending',
    containerStatuses: [
      {
        name: 'main',
        image: 'ghcr.io/kubeflow/x:v1',
        ready: false,
        restartCount: 0,
        state: { waiting: { reason, message } },
        ...rest,
      },
    ],
  });
const unschedulable = (message: string): KubernetesObject =>
  pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] });
const crashed = (exitCode: number, restartCount: number, rest: object = {}): KubernetesObject =>
  waitingPod('CrashLoopBackOff', 'back-off 5m0s restarting failed container', {
    restartCount,
    lastState: { terminated: { exitCode, reason: 'Error', ...rest } },
  });

/** Messages as kubelet, containerd and scheduler of Kubernetes 1.29 to 1.36 write them. */
const pods: [string, KubernetesObject, ClusterEvent[], { reason: string; message: RegExp; heals: boolean }][] = [
  [
    'image of a registry that cannot be reached',
    waitingPod(
      'ErrImagePull',
      'failed to pull and unpack image "ghcr.io/kubeflow/x:v1": failed to resolve reference "ghcr.io/kubeflow/x:v1": failed to do request: Head "https://ghcr.io/v2/": dial tcp: lookup ghcr.io: no such host',
    ),
    [],
    { reason: 'ErrImagePull', message: /nodes cannot reach the registry.*lookup ghcr\.io: no such host/, heals: true },
  ],
  [
    'image that does not exist, told by an event',
    waitingPod('ImagePullBackOff', 'Back-off pulling image "ghcr.io/kubeflow/x:v1"'),
    [
      event(
        'Pod',
        'Failed',
        'Failed to pull image "ghcr.io/kubeflow/x:v1": rpc error: code = NotFound desc = failed to pull and unpack image "ghcr.io/kubeflow/x:v1": ghcr.io/kubeflow/x:v1: not found',
      ),
    ],
    {
      reason: 'ImagePullBackOff',
      message: /registry does not have it.*said: ghcr\.io\/kubeflow\/x:v1: not found/,
      heals: false,
    },
  ],
  [
    'image whose reason is not known yet',
    waitingPod('ImagePullBackOff', 'Back-off pulling image "ghcr.io/kubeflow/x:v1"'),
    [],
    { reason: 'ImagePullBackOff', message: /no reason is known yet\.$/, heals: true },
  ],
  [
    'image that wants a login',
    waitingPod('ErrImagePull', 'pull access denied, repository does not exist or may require authorization'),
    [],
    { reason: 'ErrImagePull', message: /needs a login to the registry/, heals: false },
  ],
  [
    'image beyond the pull limit',
    waitingPod('ErrImagePull', '429 Too Many Requests - toomanyrequests: You have reached your pull rate limit'),
    [],
    { reason: 'ErrImagePull', message: /rate limit/, heals: true },
  ],
  [
    'image for other processors',
    waitingPod('ErrImagePull', 'no match for platform in manifest: not found'),
    [],
    { reason: 'ErrImagePull', message: /CPU architecture/, heals: false },
  ],
  [
    'image behind an inspecting proxy',
    waitingPod('ErrImagePull', 'tls: failed to verify certificate: x509: certificate signed by unknown authority'),
    [],
    { reason: 'ErrImagePull', message: /do not trust/, heals: false },
  ],
  [
    'image with an impossible name',
    waitingPod('InvalidImageName', "couldn't parse image name"),
    [],
    { reason: 'InvalidImageName', message: /not valid/, heals: false },
  ],
  [
    'program that ended twice',
    crashed(1, 2, { message: 'cannot connect to mysql' }),
    [],
    {
      reason: 'CrashLoopBackOff',
      message: /exit code 1, restarted 2 times so far\. It said: cannot connect to mysql/,
      heals: true,
    },
  ],
  [
    'program that ends for ever',
    crashed(127, 9),
    [],
    {
      reason: 'CrashLoopBackOff',
      message: /127: its command does not exist in the image, restarted 9 times/,
      heals: false,
    },
  ],
  [
    'program without memory',
    crashed(137, 3, { reason: 'OOMKilled' }),
    [],
    { reason: 'OOMKilled', message: /exceeded its memory limit/, heals: false },
  ],
  [
    'Secret that is missing at the mount',
    waitingPod('ContainerCreating'),
    [
      event(
        'Pod',
        'FailedMount',
        'MountVolume.SetUp failed for volume "cert" : secret "webhook-server-cert" not found',
      ),
    ],
    { reason: 'FailedMount', message: /Secret webhook-server-cert does not exist/, heals: true },
  ],
  [
    'ConfigMap that is missing in the environment',
    waitingPod('CreateContainerConfigError', 'configmap "pipeline-install-config" not found'),
    [],
    { reason: 'CreateContainerConfigError', message: /ConfigMap pipeline-install-config does not exist/, heals: true },
  ],
  [
    'key that is missing in a Secret',
    waitingPod('CreateContainerConfigError', "couldn't find key password in Secret kubeflow/mysql-secret"),
    [],
    { reason: 'CreateContainerConfigError', message: /Secret mysql-secret has no key password/, heals: true },
  ],
  [
    'volume still attached elsewhere',
    waitingPod('ContainerCreating'),
    [event('Pod', 'FailedAttachVolume', 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) y')],
    { reason: 'FailedAttachVolume', message: /another node/, heals: true },
  ],
  [
    'network plugin that is not there',
    waitingPod('ContainerCreating'),
    [
      event(
        'Pod',
        'FailedCreatePodSandBox',
        'Failed to create pod sandbox: rpc error: plugin type="calico" failed (add): cni plugin not initialized',
      ),
    ],
    { reason: 'FailedCreatePodSandBox', message: /pod network/, heals: true },
  ],
  [
    'nodes without room',
    unschedulable(
      '0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 Insufficient cpu. preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod.',
    ),
    [],
    {
      reason: 'Unschedulable',
      message:
        /^No node can run the pod: 1 node is reserved \(taint node-role\.kubernetes\.io\/control-plane\); 3 nodes have too little cpu left\.$/,
      heals: false,
    },
  ],
  [
    'nodes without GPU',
    unschedulable(
      '0/2 nodes are available: 2 Insufficient nvidia.com/gpu. no new claims to deallocate, preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
    ),
    [],
    { reason: 'Unschedulable', message: /2 nodes have no free GPU \(nvidia\.com\/gpu\)\.$/, heals: false },
  ],
  [
    'nodes that are not ready yet',
    unschedulable(
      '0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    ),
    [],
    { reason: 'Unschedulable', message: /1 node is not ready/, heals: true },
  ],
  [
    'claim without volume',
    unschedulable(
      '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    ),
    [],
    { reason: 'Unschedulable', message: /volume claim has no volume/, heals: true },
  ],
  [
    'reason the scheduler gives that is not known here',
    unschedulable('0/3 nodes are available: 3 node(s) have quantum noise.'),
    [],
    { reason: 'Unschedulable', message: /^No node can run the pod: 3 node\(s\) have quantum noise\.$/, heals: false },
  ],
  [
    'program that does not answer',
    pod({
      phase: 'Running',
      containerStatuses: [{ name: 'main', image: 'i', ready: false, restartCount: 0, state: { running: {} } }],
    }),
    [event('Pod', 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503')],
    {
      reason: 'Unhealthy',
      message: /does not pass its readiness check: HTTP probe failed with statuscode: 503/,
      heals: true,
    },
  ],
  [
    'eviction',
    pod({ phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' }),
    [],
    { reason: 'Evicted', message: /Evicted by the node: The node was low/, heals: true },
  ],
];

describe('the trouble of a pod', () => {
  test.each(pods)('is told: %s', (_, given, events, expected) => {
    const trouble = explainPod(given, events);
    expect(trouble).toMatchObject({ reason: expected.reason, heals: expected.heals });
    expect(trouble?.message).toMatch(expected.message);
    expect(trouble?.hint).not.toBe('');
  });

  test.each([
    [
      'ready',
      pod({
        phase: 'Running',
        containerStatuses: [
          {
            name: 'main',
            image: 'i',
            ready: true,
            restartCount: 2,
            state: { running: {} },
            lastState: { terminated: { exitCode: 1 } },
          },
        ],
      }),
    ],
    ['finished', pod({ phase: 'Succeeded' })],
    ['being created', waitingPod('ContainerCreating')],
    ['being deleted', { ...crashed(1, 9), metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }],
  ])('is none while it is %s', (_, given) => {
    expect(explainPod(given, [])).toBeUndefined();
  });

  test('is not read from events about something else', () => {
    const message = 'MountVolume.SetUp failed for volume "c" : secret "s" not found';
    const others = [
      { ...event('Pod', 'FailedMount', message), involvedObject: { kind: 'Pod', name: 'y', namespace: 'kubeflow' } },
      {
        ...event('Pod', 'FailedMount', message),
        involvedObject: { kind: 'Pod', name: 'x', namespace: 'kubeflow', uid: 'before' },
      },
      event('ReplicaSet', 'FailedMount', message),
    ];
    expect(explainPod(waitingPod('ContainerCreating'), others)).toBeUndefined();
  });

  test('is read from the newest event', () => {
    const old = event('Pod', 'FailedMount', 'secret "old" not found');
    const recent = event('Pod', 'FailedMount', 'secret "new" not found', {
      lastTimestamp: null,
      eventTime: '2026-01-01T00:05:00Z',
    });
    expect(explainPod(waitingPod('ContainerCreating'), [old, recent])?.message).toMatch(/Secret new/);
  });
});

describe('the trouble of a workload that gets no pods', () => {
  const replicaSet = (status: object = {}): KubernetesObject => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata,
    status,
  });

  test.each([
    [
      'Error creating: Internal error occurred: failed calling webhook "sidecar-injector.istio.io": failed to call webhook: no endpoints',
      /webhook sidecar-injector\.istio\.io does not answer/,
      true,
    ],
    [
      'Error creating: admission webhook "policy.example" denied the request: no latest tags',
      /rejects them: no latest tags\.$/,
      false,
    ],
    [
      'Error creating: pods "x-1" is forbidden: exceeded quota: small, requested: cpu=2, used: cpu=3, limited: cpu=4',
      /quota small.*used up \(requested: cpu=2/,
      false,
    ],
    [
      'Error creating: pods "x-1" is forbidden: failed quota: team: must specify limits.cpu for: main; limits.memory for: main',
      /quota team of the namespace requires limits\.cpu and limits\.memory,/,
      false,
    ],
    [
      'Error creating: pods "x-1" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi',
      /LimitRange of the namespace does not allow them: maximum memory usage/,
      false,
    ],
    [
      "Error creating: pods \"x-1\" is forbidden: ValidatingAdmissionPolicy 'ours' with binding 'ours-here' denied request: images must come from us",
      /admission policy ours denies them: images must come from us\.$/,
      false,
    ],
    [
      'Error creating: pods "x-1" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true',
      /pod security \(restricted:latest\) forbids them/,
      false,
    ],
    [
      'Error creating: pods "x-1" is forbidden: User "system:serviceaccount:kube-system:replicaset-controller" cannot create resource "pods" in API group "" in the namespace "auth"',
      /has just started and has not loaded the permissions of its controllers yet/,
      true,
    ],
    [
      'Error creating: pods "x-1" is forbidden: error looking up service account kubeflow/x: serviceaccount "x" not found',
      /service account x does not exist/,
      true,
    ],
  ])('%s', (message, expected, heals) => {
    const trouble = explainWorkload(replicaSet(), [event('ReplicaSet', 'FailedCreate', message)]);
    expect(trouble).toMatchObject({ reason: 'FailedCreate', heals });
    expect(trouble?.message).toMatch(expected);
    expect(
      explainWorkload(replicaSet({ conditions: [{ type: 'ReplicaFailure', status: 'True', message }] }), []),
    ).toEqual(trouble);
  });

  test('is over when pods could be made since', () => {
    const failed = event('ReplicaSet', 'FailedCreate', 'exceeded quota: small');
    const made = event('ReplicaSet', 'SuccessfulCreate', 'Created pod: x-1', { lastTimestamp: '2026-01-01T00:01:00Z' });
    expect(explainWorkload(replicaSet(), [failed, made])).toBeUndefined();
  });
});

describe('the trouble of a volume claim', () => {
  const claim = (phase: string): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata,
    status: { phase },
  });

  test.each([
    [
      'FailedBinding',
      'no persistent volumes available for this claim and no storage class is set',
      /no default StorageClass/,
      false,
    ],
    ['ProvisioningFailed', 'storageclass.storage.k8s.io "fast" not found', /StorageClass fast does not exist/, false],
    [
      'ProvisioningFailed',
      'failed to provision volume: datastore is not accessible',
      /datastore is not accessible/,
      true,
    ],
  ])('%s: %s', (reason, message, expected, heals) => {
    const trouble = explainVolumeClaim(claim('Pending'), [event('PersistentVolumeClaim', reason, message)]);
    expect(trouble).toMatchObject({ reason, heals });
    expect(trouble?.message).toMatch(expected);
  });

  test('is none while it waits for its first pod, or has its volume', () => {
    expect(
      explainVolumeClaim(claim('Pending'), [
        event('PersistentVolumeClaim', 'WaitForFirstConsumer', 'waiting for first consumer'),
      ]),
    ).toBeUndefined();
    expect(
      explainVolumeClaim(claim('Bound'), [event('PersistentVolumeClaim', 'ProvisioningFailed', 'x')]),
    ).toBeUndefined();
    expect(explainVolumeClaim(claim('Lost'), [])).toMatchObject({ reason: 'Lost', heals: false });
  });
});
