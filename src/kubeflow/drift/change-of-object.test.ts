import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { makePlan } from '../plan/make-plan.ts';
import { releaseOf } from '../testing/releases.fixture.ts';
import { changeOf } from './change-of-object.ts';
import type { FieldSet } from './field-set.ts';

const text = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: default }
spec: { replicas: 1, selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, image: "web:1" }] } } }
---
apiVersion: v1
kind: Secret
metadata: { name: secret, namespace: default }
stringData: { key: value }
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: checks }
webhooks: [{ name: a.example.com, failurePolicy: Ignore, sideEffects: None, admissionReviewVersions: [v1], clientConfig: { caBundle: Cg==, service: { name: web, namespace: default } }, rules: [] }]
`;
const autoscaler =
  '\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: web, namespace: default }\nspec: { maxReplicas: 3, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web } }\n';

/** An object as it is in the cluster: sent by us, then written to by `manager`, who owns `took`. */
function changed(
  kind: string,
  change: (object: KubernetesObject) => void,
  given: { manager: string; took: FieldSet; asSent?: boolean; more?: string },
): ReturnType<typeof changeOf> {
  const plan = makePlan({
    release: releaseOf(text + (given.more ?? '')),
    components: 'all',
    installation: { name: 'demo' },
    parameters: {},
  });
  const planned = plan.objects.find(({ key }) => key.kind === kind);
  if (planned === undefined) throw new Error(`no ${kind}`);
  const object = JSON.parse(planned.body) as KubernetesObject;
  change(object);
  object.metadata['managedFields'] = [
    { manager: 'mlanywhere', operation: 'Apply', fieldsV1: { '.': {} } },
    { manager: given.manager, operation: 'Update', time: '2026-11-28T20:11:00Z', fieldsV1: given.took },
  ];
  return changeOf({ planned, object, plan, asSent: given.asSent ?? true });
}

const scaleTo =
  (replicas: number) =>
  (object: KubernetesObject): void => {
    (object['spec'] as { replicas: number }).replicas = replicas;
  };
const replicas: FieldSet = { 'f:spec': { 'f:replicas': {} } };

test('a scaled Deployment is told with both numbers, who and when', () => {
  expect(changed('Deployment', scaleTo(0), { manager: 'kubectl', took: replicas })).toEqual({
    object: 'Deployment.apps default/web',
    component: 'part',
    what: 'changed',
    fields: [{ path: 'spec.replicas', ours: '1', theirs: '0' }],
    by: 'kubectl',
    at: '2026-11-28T20:11:00Z',
  });
});

test('a HorizontalPodAutoscaler of the plan may scale', () => {
  expect(
    changed('Deployment', scaleTo(3), { manager: 'kube-controller-manager', took: replicas, more: autoscaler }),
  ).toBeUndefined();
});

test('a field that someone took and left as it was is no change', () => {
  expect(changed('Deployment', () => undefined, { manager: 'kubectl', took: replicas })).toBeUndefined();
});

test('no value of a Secret is told', () => {
  const change = changed('Secret', (object) => void (object['data'] = { key: 'b3RoZXI=' }), {
    manager: 'kubectl',
    took: { 'f:data': { 'f:key': {} } },
  });
  expect(change).toMatchObject({ fields: [{ path: 'data.key' }] });
  expect(JSON.stringify(change)).not.toMatch(/value|b3RoZXI|dmFsdWU/);
});

test('what the plan has changed since is no change by others, unless they wrote there', () => {
  expect(
    changed('Deployment', scaleTo(2), { manager: 'kubectl', took: { 'f:metadata': {} }, asSent: false }),
  ).toBeUndefined();
  expect(changed('Deployment', scaleTo(2), { manager: 'kubectl', took: replicas, asSent: false })).toMatchObject({
    fields: [{ path: 'spec.replicas' }],
  });
});

const failing = (object: KubernetesObject): void => {
  const [webhook] = object['webhooks'] as { failurePolicy: string; clientConfig: { caBundle: string } }[];
  Object.assign(webhook ?? {}, {
    failurePolicy: 'Fail',
    clientConfig: { caBundle: 'bmV3', service: { name: 'web', namespace: 'default' } },
  });
};
const policy: FieldSet = {
  'f:webhooks': { 'k:{"name":"a.example.com"}': { 'f:failurePolicy': {}, 'f:clientConfig': { 'f:caBundle': {} } } },
};

test('a program writes to its own webhook configuration by design; a person does not', () => {
  expect(
    changed('ValidatingWebhookConfiguration', failing, { manager: 'pilot-discovery', took: policy }),
  ).toBeUndefined();
  const byPerson = changed('ValidatingWebhookConfiguration', failing, { manager: 'kubectl-edit', took: policy });
  expect(byPerson?.fields.map(({ path }) => path)).toEqual(['webhooks[0].failurePolicy']);
});
