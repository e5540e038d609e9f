import { expect, test } from 'vitest';
import { kubeflowVersions, loadTestRelease, releaseOf } from '../testing/releases.fixture.ts';
import { makePlan } from './make-plan.ts';
import type { Plan } from './plan.ts';

const planOf = (text: string): Plan =>
  makePlan({ release: releaseOf(text), components: 'all', installation: { name: 'demo' }, parameters: {} });

/** A webhook, its service and its program, in a namespace with these NetworkPolicies. */
const guarded = (policies: string, service = '{ports: [{port: 443, targetPort: hook}], selector: {app: checker}}') => `
apiVersion: v1
kind: Namespace
metadata: {name: lab}
---
apiVersion: v1
kind: Service
metadata: {name: checker, namespace: lab}
spec: ${service}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: checker, namespace: lab}
spec:
  selector: {matchLabels: {app: checker}}
  template:
    metadata: {labels: {app: checker, role: hooks}}
    spec: {containers: [{name: c, image: i, ports: [{name: hook, containerPort: 9443}]}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: checks}
webhooks:
- {name: a.example.com, sideEffects: None, admissionReviewVersions: [v1], clientConfig: {service: {name: checker, namespace: lab}}}
${policies}`;

const policy = (name: string, spec: string, namespace = 'lab') => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
`;
const sameNamespace = policy(
  'isolate',
  '{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}',
);
const admitting = (ingress: string, selector = '{matchLabels: {app: checker}}') =>
  sameNamespace + policy('admit', `{podSelector: ${selector}, policyTypes: [Ingress], ingress: [${ingress}]}`);

test('a webhook whose pods only the namespace itself may reach is told, with port, policy and what asks it', () => {
  const plan = planOf(guarded(sameNamespace));
  expect(plan.unreachableWebhooks).toEqual([
    {
      service: { namespace: 'lab', name: 'checker' },
      port: 9443,
      policies: ['isolate'],
      asks: ['ValidatingWebhookConfiguration.admissionregistration.k8s.io checks'],
    },
  ]);
  expect(plan.notes).toEqual([
    'Where NetworkPolicies are enforced, the API server cannot reach the webhook service lab/checker (port 9443): lab/isolate selects its pods, and no policy admits the API server.',
  ]);
});

test.each([
  ['a rule for another port', '{ports: [{port: 8080}]}'],
  ['a rule for UDP', '{ports: [{port: 9443, protocol: UDP}]}'],
  ['a range of ports that ends before', '{ports: [{port: 9000, endPort: 9442}]}'],
  ['a rule for a port of another name', '{ports: [{port: metrics}]}'],
  ['a rule for a namespace', '{from: [{namespaceSelector: {}}]}'],
])('%s does not admit the API server', (_, ingress) => {
  expect(planOf(guarded(admitting(ingress))).unreachableWebhooks).toMatchObject([{ policies: ['isolate', 'admit'] }]);
});

test('a policy with a label that the pods do not have does not admit it', () => {
  const elsewhere = admitting('{ports: [{port: 9443}]}', '{matchLabels: {service.istio.io/canonical-name: checker}}');
  expect(planOf(guarded(elsewhere)).unreachableWebhooks).toMatchObject([{ policies: ['isolate'] }]);
});

test.each([
  ['the port by number', '{ports: [{port: 9443, protocol: TCP}]}'],
  ['the port by name', '{from: [], ports: [{port: hook}]}'],
  ['a range of ports', '{ports: [{port: 9000, endPort: 9500}]}'],
  ['all ports', '{}'],
  ['a network', '{from: [{podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}]}'],
])('a rule for %s admits it', (_, ingress) => {
  expect(planOf(guarded(admitting(ingress))).unreachableWebhooks).toEqual([]);
});

test.each([
  ['there are no policies', ''],
  [
    'policies are in another namespace',
    `---\n{apiVersion: v1, kind: Namespace, metadata: {name: other}}\n${policy('isolate', '{podSelector: {}}', 'other')}`,
  ],
  ['policies are for outgoing traffic', policy('out', '{podSelector: {}, policyTypes: [Egress]}')],
])('a webhook is reachable where %s', (_, policies) => {
  expect(planOf(guarded(policies)).unreachableWebhooks).toEqual([]);
});

const patch = 'webhook-network-policies';

test.runIf(kubeflowVersions.includes('26.03.1'))(
  'in Kubeflow 26.03.1, three webhook services are out of reach as released, and none with the patch',
  async () => {
    const request = {
      release: await loadTestRelease('26.03.1'),
      components: 'all' as const,
      installation: { name: 'demo' },
    };
    const released = makePlan({ ...request, parameters: { patches: { enable: [], disable: [patch] } } });
    expect(released.unreachableWebhooks.map(({ service, port }) => `${service.name} ${port}`)).toEqual([
      'kubeflow-trainer-controller-manager 9443',
      'llmisvc-webhook-server-service 9443',
      'localmodel-webhook-server-service 9443',
    ]);
    const patched = makePlan({ ...request, parameters: {} });
    expect(patched.unreachableWebhooks).toEqual([]);
    expect(patched.switches.find(({ id }) => id === patch)).toMatchObject({ on: true, objects: 2 });
  },
);
test.runIf(kubeflowVersions.includes('26.03'))('in Kubeflow 26.03 too', async () => {
  const request = {
    release: await loadTestRelease('26.03'),
    components: 'all' as const,
    installation: { name: 'demo' },
  };
  const released = makePlan({ ...request, parameters: { patches: { enable: [], disable: [patch] } } });
  expect(released.unreachableWebhooks.map(({ service }) => service.name).sort()).toEqual([
    'jobset-webhook-service',
    'kubeflow-trainer-controller-manager',
    'llmisvc-webhook-server-service',
  ]);
  expect(makePlan({ ...request, parameters: {} }).unreachableWebhooks).toEqual([]);
});
