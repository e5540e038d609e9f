import { expect, test } from 'vitest';
import { makePlan } from '../plan/make-plan.ts';
import { releaseOf } from '../testing/releases.fixture.ts';

const { objects, patches } = makePlan({
  release: releaseOf(`
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: collects}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {collect: me}}]}
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: plain}
rules: []
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: hooks}
webhooks:
- {name: a.example.com, sideEffects: None, admissionReviewVersions: [v1], clientConfig: {url: "https://a.example.com", caBundle: ""}}
- {name: b.example.com, sideEffects: None, admissionReviewVersions: [v1], clientConfig: {url: "https://b.example.com", caBundle: "Zm9v"}}
`),
  components: 'all',
  installation: { name: 'demo' },
  parameters: {},
});
const sent = (name: string): Record<string, unknown> =>
  JSON.parse(objects.find(({ key }) => key.name === name)?.body ?? '{}') as Record<string, unknown>;

test('the rules of a role that collects others are not sent, those of a plain role are', () => {
  expect('rules' in sent('collects')).toBe(false);
  expect(sent('collects')['aggregationRule']).toBeDefined();
  expect(sent('plain')['rules']).toEqual([]);
});

test('an empty CA bundle is not sent, one with content is', () => {
  expect(sent('hooks')['webhooks']).toMatchObject([
    { clientConfig: { url: 'https://a.example.com' } },
    { clientConfig: { caBundle: 'Zm9v' } },
  ]);
  expect(JSON.stringify(sent('hooks'))).not.toContain('"caBundle":""');
});

test('both are told', () => {
  expect(patches.map(({ what, object }) => `${object.name}: ${what}`)).toEqual([
    'collects: rules of an aggregating role left out',
    'hooks: empty CA bundle left out',
  ]);
});
