import type { PhaseView, RunView } from '../../api/run.ts';

/** 10:00:00 UTC, when the recorded run started. */
export const start = Date.parse('2026-03-01T10:00:00.000Z');

/** An ISO time so many seconds after the start. */
export function at(seconds: number): string {
  return new Date(start + seconds * 1000).toISOString();
}

const waitingPhase = (name: PhaseView['name'], title: string): PhaseView => ({ name, title, state: 'waiting' });

const connect = waitingPhase('connect', 'Connect to CCP https://127.0.0.1:8443');
const cluster = waitingPhase('cluster', 'Create cluster demo (1 + 3 nodes)');
const install = waitingPhase('install', 'Install Kubeflow 26.03.1');
const handover = waitingPhase('handover', 'Hand over');

/** A run that was just queued. */
export const queued: RunView = {
  id: 'run-1',
  installation: 'demo',
  kind: 'create',
  state: 'queued',
  attempt: 1,
  createdAt: at(0),
  progress: 0,
  phases: [connect, cluster, install, handover],
  release: { name: 'kubeflow', version: '26.03.1' },
  objects: { total: 0, applied: 0, unchanged: 0, rejected: 0 },
  workloads: { total: 0, ready: 0 },
  components: [],
  waiting: [],
  changes: [],
  warnings: [],
  lastEventId: 1,
};

/** The same in the middle of the install, 31 s after its start. */
export const installing: RunView = {
  ...queued,
  state: 'running',
  startedAt: at(0),
  progress: 0.63,
  phases: [
    { ...connect, state: 'succeeded', startedAt: at(0), endedAt: at(0.2), detail: 'CCP 6.1.0, certificate pinned' },
    { ...cluster, state: 'succeeded', startedAt: at(0.2), endedAt: at(9.3), detail: 'Kubernetes v1.36.3, 4 nodes' },
    { ...install, state: 'running', startedAt: at(9.3) },
    handover,
  ],
  objects: { total: 727, applied: 512, unchanged: 0, rejected: 0 },
  workloads: { total: 58, ready: 31 },
  components: [
    {
      name: 'istio',
      title: 'Istio',
      state: 'succeeded',
      objects: { applied: 40, total: 40 },
      workloads: { ready: 2, total: 2 },
      startedAt: at(9.3),
      endedAt: at(20),
      waiting: [],
    },
    {
      name: 'kserve',
      title: 'KServe',
      state: 'running',
      objects: { applied: 10, total: 60 },
      workloads: { ready: 0, total: 3 },
      startedAt: at(9.3),
      waiting: [],
    },
  ],
  waiting: [
    {
      what: 'webhook kubeflow/kserve-webhook-server-service',
      reason: 'webhooks',
      component: 'kserve',
      since: at(25),
      severity: 'info',
    },
    {
      what: 'Deployment kubeflow/ml-pipeline',
      reason: 'pods',
      component: 'pipelines',
      since: at(28),
      why: 'pulling the image',
      severity: 'info',
    },
    {
      what: 'Deployment kubeflow/katib-db-manager',
      reason: 'pods',
      component: 'katib',
      since: at(29),
      why: 'ImagePullBackOff: the image cannot be found',
      severity: 'warning',
    },
    { what: 'Deployment kubeflow/minio', reason: 'pods', component: 'pipelines', since: at(30), severity: 'info' },
  ],
  warnings: ['kserve takes longer than usual'],
  lastEventId: 700,
};

/** The same at its good end. */
export const succeeded: RunView = {
  ...installing,
  state: 'succeeded',
  endedAt: at(58),
  progress: 1,
  phases: installing.phases.map((each) => ({
    ...each,
    state: 'succeeded',
    startedAt: each.startedAt ?? at(57),
    endedAt: each.endedAt ?? at(58),
  })),
  objects: { total: 727, applied: 727, unchanged: 0, rejected: 0 },
  workloads: { total: 58, ready: 58 },
  components: installing.components.map((each) => ({ ...each, state: 'succeeded' })),
  waiting: [],
};

/** The same, failed. */
export const failed: RunView = {
  ...installing,
  state: 'failed',
  endedAt: at(40),
  phases: installing.phases.map((each) =>
    each.state === 'running' ? { ...each, state: 'failed', endedAt: at(40) } : each,
  ),
  waiting: [],
  error: {
    code: 'MLA-KUBERNETES-001',
    kind: 'unavailable',
    message: 'The cluster refused the connection.',
    cause: 'Nothing listens there.',
    fix: 'Check the address.',
    details: {},
  },
};
