import { expect, test } from 'vitest';
import type { FoundationWish } from '../../../installation/foundation.ts';
import { installationSchema } from '../../../installation/installation.ts';
import { buildBundle } from '../../release/build-release.ts';
import { loadRelease } from '../../release/load-release.ts';
import { makePlan } from '../make-plan.ts';
import type { Plan } from '../plan.ts';

const definition = (group: string, kind: string, scope = 'Namespaced'): string => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${kind.toLowerCase()}s.${group}}
spec:
  group: ${group}
  scope: ${scope}
  names: {kind: ${kind}, listKind: ${kind}List, plural: ${kind.toLowerCase()}s, singular: ${kind.toLowerCase()}}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;

const files = [
  {
    name: 'cert-manager.yaml',
    text: [
      definition('cert-manager.io', 'ClusterIssuer', 'Cluster'),
      '{apiVersion: v1, kind: Namespace, metadata: {name: cert-manager}}',
      `
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager}
spec: {selector: {matchLabels: {app: c}}, template: {metadata: {labels: {app: c}}, spec: {containers: [{name: c, image: "cert-manager:v1.20.2"}]}}}`,
      '{apiVersion: cert-manager.io/v1, kind: ClusterIssuer, metadata: {name: for-kubeflow}, spec: {}}',
    ].join('\n---\n'),
  },
  {
    name: 'istio.yaml',
    text: [
      definition('security.istio.io', 'AuthorizationPolicy'),
      '{apiVersion: v1, kind: Namespace, metadata: {name: istio-system}}',
      '{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: global-deny-all, namespace: istio-system}, spec: {}}',
      `
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: "extensionProviders: [{name: login, envoyExtAuthzHttp: {service: login.pages.svc, port: 80}}, {name: other}]"}`,
    ].join('\n---\n'),
  },
  {
    name: 'login.yaml',
    text: '{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: ask, namespace: istio-system}, spec: {action: CUSTOM, provider: {name: login}}}',
  },
  {
    name: 'pages.yaml',
    text: `
{apiVersion: v1, kind: Namespace, metadata: {name: pages, labels: {istio-injection: enabled}}}
---
{apiVersion: v1, kind: Service, metadata: {name: login, namespace: pages}, spec: {ports: [{port: 80}]}}`,
  },
];
const release = loadRelease(buildBundle(files, { version: '1', catalogue: [] }));

function planWith(wish: Partial<FoundationWish>, components: 'all' | string[] = 'all'): Plan {
  const foundation = { 'cert-manager': 'ours', istio: 'ours', knative: 'ours', ...wish } as const;
  return makePlan({ release, components, installation: { name: 'demo' }, parameters: {}, foundation });
}

const sent = (plan: Plan): string[] => plan.objects.map(({ key }) => `${key.kind} ${key.name}`).sort();

test('software that is yours is not sent, but what Kubeflow configures outside of its namespaces is', () => {
  expect(sent(planWith({ 'cert-manager': 'yours', istio: 'yours' }))).toEqual([
    'AuthorizationPolicy ask',
    'ClusterIssuer for-kubeflow',
    'Namespace pages',
    'Service login',
  ]);
});

test('a plan waits for the kinds and namespaces of software that is yours', () => {
  const plan = planWith({ istio: 'yours' });
  const policy = plan.objects.find(({ key }) => key.name === 'ask');
  expect(policy?.gates).toEqual(['namespace istio-system', 'kind AuthorizationPolicy security.istio.io/v1']);
  expect(plan.gates.filter(({ id }) => policy?.gates.includes(id)).map(({ openers }) => openers)).toEqual([[], []]);
});

test('a plan tells what it needs of software that is yours', () => {
  const plan = planWith({ 'cert-manager': 'yours', istio: 'yours' });
  expect(plan.foundation).toMatchObject([
    {
      id: 'cert-manager',
      leftOut: 3,
      version: 'v1.20.2',
      kinds: [{ definition: 'clusterissuers.cert-manager.io', version: 'v1', neededBy: ['cert-manager'] }],
    },
    {
      id: 'istio',
      leftOut: 4,
      kinds: [{ definition: 'authorizationpolicys.security.istio.io', version: 'v1', neededBy: ['login'] }],
      meshedNamespaces: ['pages'],
      providers: [{ name: 'login' }],
    },
  ]);
  expect(plan.notes[0]).toBe(
    'cert-manager is yours: MLAnywhere uses what the cluster has and does not send 3 objects of the release.',
  );
});

test('a chosen component adds no software that is yours, and nothing that only this software needs', () => {
  const plan = planWith({ istio: 'yours' }, ['login']);
  expect(sent(plan)).toEqual(['AuthorizationPolicy ask']);
  expect(plan.components.map(({ name }) => name)).toEqual(['login']);
  expect(sent(planWith({}, ['login']))).toContain('Service login');
});

test('software that is none is left out where nothing needs it, and refused with who needs it otherwise', () => {
  expect(sent(planWith({ 'cert-manager': 'none' }))).not.toContain('ClusterIssuer for-kubeflow');
  expect(planWith({ 'cert-manager': 'none' }).foundation).toEqual([]);
  expect(() => planWith({ istio: 'none' })).toThrow(/Istio cannot be left out: login needs the namespace istio-system/);
});

test('software cannot be taken over and stay yours', () => {
  const read = installationSchema.safeParse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'demo' },
    spec: {
      cluster: { platform: 'existing', connection: 'mine' },
      kubeflow: { takeOver: ['istio'], foundation: { istio: 'yours' } },
    },
  });
  expect(read.error?.issues).toMatchObject([
    {
      path: ['spec', 'kubeflow', 'foundation', 'istio'],
      message: expect.stringContaining('cannot be yours while takeOver names istio') as string,
    },
  ]);
});
