import { describe, expect, test } from 'vitest';
import { releaseOf } from '../testing/releases.fixture.ts';
import { walkPlan } from '../testing/walk-plan.fixture.ts';
import { makePlan } from './make-plan.ts';
import type { Plan } from './plan.ts';

const planOf = (text: string): Plan =>
  makePlan({ release: releaseOf(text), components: 'all', installation: { name: 'demo' }, parameters: {} });

const workload = (name: string, extra = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: default}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      ${extra}
      containers: [{name: c, image: i}]
---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: default}
spec: {selector: {app: ${name}}}
`;

const podWebhook = (options: { service: string; failurePolicy: string; kind?: string }): string => `
apiVersion: admissionregistration.k8s.io/v1
kind: ${options.kind ?? 'MutatingWebhookConfiguration'}
metadata: {name: pods-of-${options.service}}
webhooks:
- name: pods.${options.service}.example
  failurePolicy: ${options.failurePolicy}
  clientConfig: {service: {namespace: default, name: ${options.service}}}
  rules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
`;

const objectOf = (plan: Plan, kind: string, name: string): Plan['objects'][number] => {
  const found = plan.objects.find((object) => object.key.kind === kind && object.key.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name} in the plan`);
  return found;
};

describe('circles', () => {
  const selfGuarded = planOf(
    [workload('hook'), workload('app'), podWebhook({ service: 'hook', failurePolicy: 'Fail' })].join('---'),
  );

  test('are cut at the server of a webhook, which must not wait for itself', () => {
    expect(objectOf(selfGuarded, 'Deployment', 'hook').gates).toEqual([]);
    expect(objectOf(selfGuarded, 'Deployment', 'app').gates).toHaveLength(1);
    expect(walkPlan(selfGuarded)).toHaveLength(selfGuarded.objects.length);
  });

  test('are cut so that a fail-closed webhook is set up only after its server runs', () => {
    expect(objectOf(selfGuarded, 'MutatingWebhookConfiguration', 'pods-of-hook').gates).toEqual([
      'workload Deployment.apps default/hook',
    ]);
    expect(selfGuarded.notes).toEqual([
      'Deployment.apps default/hook does not wait for the webhook pods.hook.example, which completes its pods: it would wait for itself. The webhook is set up after it.',
    ]);
  });

  test('between two webhooks that complete each other’s servers leave both installable', () => {
    const plan = planOf(
      [
        workload('a'),
        workload('b'),
        podWebhook({ service: 'a', failurePolicy: 'Fail' }),
        podWebhook({ service: 'b', failurePolicy: 'Ignore' }),
      ].join('---'),
    );
    expect(walkPlan(plan)).toHaveLength(plan.objects.length);
    expect(plan.notes.length).toBeGreaterThan(0);
  });

  test('are cut in the same place each time', () => {
    const text = [
      workload('a'),
      workload('b'),
      podWebhook({ service: 'a', failurePolicy: 'Fail' }),
      podWebhook({ service: 'b', failurePolicy: 'Fail' }),
    ].join('---');
    expect(planOf(text)).toEqual(planOf(text));
  });
});

describe('pods wait', () => {
  test('for a webhook that completes them even when it would let them pass', () => {
    const plan = planOf(
      [workload('hook'), workload('app'), podWebhook({ service: 'hook', failurePolicy: 'Ignore' })].join('---'),
    );
    expect(objectOf(plan, 'Deployment', 'app').gates).toHaveLength(1);
  });

  test('not for a webhook that only checks them and lets them pass', () => {
    const plan = planOf(
      [
        workload('hook'),
        workload('app'),
        podWebhook({ service: 'hook', failurePolicy: 'Ignore', kind: 'ValidatingWebhookConfiguration' }),
      ].join('---'),
    );
    expect(objectOf(plan, 'Deployment', 'app').gates).toEqual([]);
  });

  test('for what they mount, and for what they could do without only where the plan has it', () => {
    const mounts =
      'volumes: [{name: a, configMap: {name: needed}}, {name: b, configMap: {name: spare, optional: true}}, {name: c, configMap: {name: elsewhere, optional: true}}]';
    const map = (name: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: default}\n`;
    const plan = planOf([workload('app', mounts), map('needed'), map('spare')].join('---\n'));
    const after = objectOf(plan, 'Deployment', 'app').after.map((position) => plan.objects[position]?.key.name);
    expect(after).toEqual(['needed', 'spare']);
    expect(plan.gates).toEqual([]);
  });

  test('for a secret that nothing in the plan makes, and say so', () => {
    const plan = planOf(workload('app', 'volumes: [{name: a, secret: {secretName: hand-made}}]'));
    expect(plan.gates).toEqual([
      {
        kind: 'secret-present',
        namespace: 'default',
        name: 'hand-made',
        id: 'secret default/hand-made',
        openedBy: 'nothing in this plan: the secret must already exist',
        openers: [],
      },
    ]);
  });
});

test('a kind that nothing serves is refused by name', () => {
  const text = 'apiVersion: nowhere.example/v1\nkind: Thing\nmetadata: {name: a}\n';
  expect(() => planOf(text)).toThrow(
    /no built-in API of Kubernetes serves the kind of Thing.nowhere.example a \(nowhere.example\/v1\)/,
  );
});
