import { expect, test } from 'vitest';
import { clusterOf } from '../../../kubeflow/ownership/testing/cluster-of.fixture.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { ClusterFacts } from '../../cluster-facts.ts';
import { findIstioRevisions, nameInRevision } from './istio-revisions.ts';
import { findProviders } from './mesh-providers.ts';
import { hangSignal } from '../../../../test/patience.fixture.ts';

const injector = (name: string, revision: string | undefined, selected: string): KubernetesObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name, ...(revision !== undefined && { labels: { 'istio.io/rev': revision } }) },
  webhooks: [
    {
      rules: [{ resources: ['pods'] }],
      namespaceSelector: { matchExpressions: [{ key: selected, operator: 'In', values: ['enabled', 'canary'] }] },
    },
  ],
});
const istiod = (revision: string, namespace = 'istio-system'): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: `istiod-${revision}`, namespace, labels: { app: 'istiod', 'istio.io/rev': revision } },
});
const tagged = injector('istio-revision-tag-default', 'canary', 'istio-injection');
const ofRevision = injector('istio-sidecar-injector-canary', 'canary', 'istio.io/rev');

test.each<[string, KubernetesObject[], { injects: boolean; names: string[] }]>([
  ['nothing', [], { injects: false, names: [] }],
  [
    'an Istio without revisions',
    [injector('istio-sidecar-injector', 'default', 'istio-injection')],
    { injects: true, names: ['default'] },
  ],
  [
    'an injector without labels',
    [injector('theirs', undefined, 'istio-injection')],
    { injects: true, names: ['default'] },
  ],
  [
    'the revision with the tag default, of two',
    [tagged, ofRevision, istiod('canary'), istiod('old')],
    { injects: true, names: ['canary'] },
  ],
  [
    'revisions without the tag: those that run',
    [ofRevision, istiod('canary'), istiod('old'), istiod('elsewhere', 'other')],
    { injects: false, names: ['canary', 'old'] },
  ],
])('%s', async (_, objects, expected) => {
  await using cluster = await clusterOf(objects);
  const facts = new ClusterFacts(cluster.client, hangSignal());
  expect(await findIstioRevisions(facts)).toEqual(expected);
});

test('the mesh config of a revision is the one that is read, shown and patched', async () => {
  const providers = [{ name: 'oauth2-proxy', envoyExtAuthzHttp: { service: 'login.example', port: 80 } }];
  const config = (name: string, mesh: string): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'istio-system' },
    data: { mesh },
  });
  const knowing = JSON.stringify({ extensionProviders: providers });
  await using cluster = await clusterOf([config('istio', knowing), config('istio-canary', 'trustDomain: a.example')]);
  const facts = new ClusterFacts(cluster.client, hangSignal());
  const look = (...names: string[]) => findProviders({ providers, title: 'Istio' }, facts, { injects: true, names });
  expect(await look('default')).toEqual({ lacks: [], untold: [] });
  const { lacks } = await look('canary');
  expect(lacks).toEqual([
    {
      evidence: expect.stringContaining('(ConfigMap istio-system/istio-canary) does not have') as string,
      fix: expect.stringContaining('kubectl patch configmap istio-canary --namespace istio-system') as string,
    },
  ]);
  expect((await look('default', 'gone')).untold).toEqual([
    expect.stringContaining('ConfigMap istio-system/istio-gone does not exist'),
  ]);
  expect(nameInRevision('istiod')).toBe('istiod');
});
