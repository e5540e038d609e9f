import { describe, expect, test } from 'vitest';
import type { WaitView } from '../../../api/run.ts';
import { MlaError } from '../../../errors/error.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { matching } from '../../../kubernetes/testing/matching.fixture.ts';
import { WaitExplainer } from './explain-waits.ts';
import { ReadinessTracker } from '../readiness-tracker.ts';
import { Schedule } from '../schedule.ts';
import type { SendTrouble } from '../send-objects.ts';
import { gateOf, positionOf, samplePlan as plan, sendAllBut } from '../testing/plans.fixture.ts';
import { seenObjects, type ListedObjects } from '../testing/seen-objects.fixture.ts';

interface Situation {
  readonly schedule: Schedule;
  readonly view: ListedObjects;
  /** Lets seconds pass. */
  pass(seconds: number): void;
  ask(given?: { unsent?: readonly SendTrouble[]; server?: string; unserved?: readonly string[] }): WaitView[];
}

function situation(...objects: KubernetesObject[]): Situation {
  const view = seenObjects(...objects);
  const schedule = new Schedule(plan);
  const tracker = new ReadinessTracker({ plan, view, installation: 'demo', onWritten: () => undefined });
  let time = Date.parse('2026-01-01T00:00:00Z');
  const explainer = new WaitExplainer({
    plan,
    schedule,
    view,
    limits: { gate: 10, workload: 100 },
    now: () => new Date(time),
  });
  return {
    schedule,
    view,
    pass: (seconds) => void (time += seconds * 1000),
    ask({ unsent = [], server, unserved = [] } = {}) {
      tracker.update();
      return explainer.waits({ unready: tracker.tracked.filter((one) => !one.ready), unsent, server, unserved });
    },
  };
}

const oldWebhook = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name: 'old' },
  webhooks: [{ name: 'pods.old.example', clientConfig: { service: { namespace: 'old', name: 'hook' } } }],
};

const about = (waits: readonly WaitView[], what: string): WaitView | undefined =>
  waits.find((one) => one.what.includes(what));

describe('what an install waits for', () => {
  test('is nothing while nothing has been sent', () => {
    expect(situation().ask()).toEqual([]);
  });

  test('is a gate once its openers are sent, since then, and a warning past the soft limit', () => {
    const { schedule, pass, ask } = situation();
    const gate = gateOf(plan, 'namespace sample-first-user');
    sendAllBut(plan, schedule, { gates: [gate.id] });
    expect(about(ask(), gate.id)).toEqual({
      what: gate.id,
      reason: 'namespaces',
      component: 'samples',
      since: '2026-01-01T00:00:00.000Z',
      why: matching(/created by Workspace.*kubectl --namespace sample-system logs deployment\/workspace-controller/),
      severity: 'info',
    });
    pass(11);
    expect(about(ask(), gate.id)).toMatchObject({ since: '2026-01-01T00:00:00.000Z', severity: 'warning' });
    schedule.openGate(gate.id);
    expect(about(ask(), gate.id)).toBeUndefined();
  });

  test('is the longest first', () => {
    const { schedule, pass, ask } = situation();
    schedule.acknowledge(positionOf(plan, 'Deployment', 'login'));
    ask();
    pass(1);
    schedule.acknowledge(positionOf(plan, 'Deployment', 'notebook-page'));
    expect(ask().map(({ what }) => what)).toEqual([
      'Deployment.apps sample-login/login',
      'Deployment.apps sample-notebooks/notebook-page',
    ]);
  });
});

describe('an object that was sent and is not ready', () => {
  const labels = { app: 'login' };
  const deployment: KubernetesObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'login', namespace: 'sample-login', generation: 1 },
    spec: { replicas: 1, selector: { matchLabels: labels } },
    status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1 },
  };
  const pod = (waiting: object, extra: object = {}): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'login-1', namespace: 'sample-login', labels },
    status: {
      phase: 'Pending',
      containerStatuses: [{ name: 'login', image: 'login:1', ready: false, restartCount: 0, state: { waiting } }],
      ...extra,
    },
  });
  const replicaSet: KubernetesObject = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'login-5', namespace: 'sample-login', uid: 'u', labels },
  };
  const refused: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e', namespace: 'sample-login' },
    involvedObject: {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      namespace: 'sample-login',
      name: 'login-5',
      uid: 'u',
    },
    reason: 'FailedCreate',
    message: 'pods "login-5-" is forbidden: exceeded quota: small, requested: pods=1, used: pods=5, limited: pods=5',
  };
  const asked = (...objects: KubernetesObject[]): WaitView | undefined => {
    const { schedule, ask } = situation(deployment, ...objects);
    schedule.acknowledge(positionOf(plan, 'Deployment', 'login'));
    return about(ask(), 'login');
  };

  test('says by itself how far it is', () => {
    expect(asked()).toMatchObject({ component: 'login', why: '0 of 1 replicas are available', severity: 'info' });
  });

  test('is explained by its pods: what is wrong and what to do', () => {
    const missing = {
      reason: 'ImagePullBackOff',
      message: 'Back-off pulling image "login:1": ErrImagePull: login:1: not found',
    };
    expect(asked(pod(missing))).toMatchObject({
      why: matching(/login:1 cannot be pulled.*Check the name and tag/s),
      severity: 'warning',
    });
  });

  test('is explained by its ReplicaSet when its pods cannot be made', () => {
    expect(asked(replicaSet, refused)).toMatchObject({
      why: matching(/quota small.*Raise the quota/s),
      severity: 'warning',
    });
  });

  test('names the configuration of a webhook that is none of ours, and how to take it away', () => {
    const message =
      'Internal error occurred: failed calling webhook "pods.old.example": failed to call webhook: no endpoints available for service "hook"';
    expect(asked(replicaSet, { ...refused, message })?.why).toMatch(
      /Wait until the pods behind this webhook are ready/,
    );
    expect(asked(replicaSet, { ...refused, message }, oldWebhook)).toMatchObject({
      why: matching(
        /pods\.old\.example does not answer\. The webhook belongs to MutatingWebhookConfiguration old, which is not part of this installation\. .*old\/hook.*kubectl delete mutatingwebhookconfiguration old`$/,
      ),
      severity: 'warning',
    });
  });

  test('is not explained by an old refusal once its pods are there', () => {
    expect(asked(replicaSet, refused, pod({ reason: 'ContainerCreating' }))?.why).toBe('0 of 1 replicas are available');
  });

  test('is not mistaken for a neighbour with the same labels in another namespace', () => {
    const elsewhere = pod({ reason: 'ImagePullBackOff', message: 'not found' });
    elsewhere.metadata.namespace = 'elsewhere';
    expect(asked(elsewhere)?.why).toBe('0 of 1 replicas are available');
  });

  test('has pods and events looked at only after a while', () => {
    const { schedule, view, pass, ask } = situation(deployment);
    schedule.acknowledge(positionOf(plan, 'Deployment', 'login'));
    ask();
    expect([...view.observed]).toEqual([]);
    pass(4);
    ask();
    expect([...view.observed].sort()).toEqual(['Event', 'Pod', 'ReplicaSet']);
  });
});

test('kinds that nothing in the plan waits for are waited for at the end, by name', () => {
  expect(situation().ask({ unserved: ['A', 'B', 'C', 'D', 'E'] })).toMatchObject([
    { what: 'the kinds of the definitions', why: 'The API server does not serve these kinds yet: A, B, C and 2 more.' },
  ]);
});

test('an API server that is away for ten seconds is a warning at once, whatever the limit of other waits', () => {
  const { ask, pass } = situation();
  expect(ask({ server: 'It is out of reach.' })).toMatchObject([{ severity: 'info' }]);
  pass(11);
  expect(ask({ server: 'It is out of reach.' })).toMatchObject([{ what: 'the API server', severity: 'warning' }]);
});

describe('a server that does not take objects', () => {
  const position = positionOf(plan, 'ConfigMap', 'login-page');
  const busy = new MlaError('kubernetes.tooBusy', { server: 'https://it' });

  test('is one wait, however many objects it holds up, with what to do', () => {
    const waits = situation().ask({
      unsent: [
        { position, error: busy, refused: false },
        { position: position + 1, error: busy, refused: false },
      ],
    });
    expect(waits).toEqual([
      {
        what: 'the API server',
        reason: 'server',
        since: '2026-01-01T00:00:00.000Z',
        why: `${busy.message} ${busy.fix}`,
        severity: 'info',
      },
    ]);
  });

  test('is named too when it answers nothing at all', () => {
    expect(situation().ask({ unsent: [{ position, error: undefined, refused: false }] })).toMatchObject([
      { what: 'the API server', why: matching(/does not answer/) },
    ]);
    expect(situation().ask({ server: 'It is out of reach.' })).toMatchObject([
      { what: 'the API server', why: 'It is out of reach.' },
    ]);
  });

  test('because a webhook of someone else gives no answer, is told with the configuration to delete', () => {
    const silent = new MlaError('kubernetes.webhookUnreachable', {
      webhook: 'pods.old.example',
      object: 'ConfigMap login-page',
      reason: 'no endpoints',
    });
    expect(situation(oldWebhook).ask({ unsent: [{ position, error: silent, refused: true }] })).toMatchObject([
      {
        why: matching(
          /no endpoints The webhook belongs to MutatingWebhookConfiguration old, .*kubectl delete mutatingwebhookconfiguration old`$/,
        ),
      },
    ]);
  });

  test('or refuses one, is a wait for that object', () => {
    const denied = new MlaError('kubernetes.deniedByWebhook', {
      webhook: 'policy',
      object: 'ConfigMap login-page',
      reason: 'no',
    });
    expect(situation().ask({ unsent: [{ position, error: denied, refused: true }] })).toMatchObject([
      { what: 'ConfigMap sample-login/login-page', component: 'login', why: `${denied.message} ${denied.fix}` },
    ]);
  });
});

test('a wait that lasts too long becomes a warning and does not end [v1]', () => {
  const { schedule, pass, ask } = situation({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'login', namespace: 'sample-login', generation: 1 },
    status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 0 },
  });
  sendAllBut(plan, schedule);
  expect(about(ask(), 'sample-login/login')?.severity).toBe('info');
  pass(101);
  expect(about(ask(), 'sample-login/login')?.severity).toBe('warning');
});
