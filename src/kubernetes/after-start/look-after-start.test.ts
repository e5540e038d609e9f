import { expect, test } from 'vitest';
import { hangSignal } from '../../../test/patience.fixture.ts';
import { clusterOf } from '../../kubeflow/ownership/testing/cluster-of.fixture.ts';
import type { KubernetesObject } from '../objects/object.ts';
import { lookAfterStart } from './look-after-start.ts';

const object = (apiVersion: string, kind: string, name: string, rest: object): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'demo' },
  ...rest,
});
const conditions = (status: string): object => ({ status: { conditions: [{ type: 'Ready', status }] } });
const deployment = (availableReplicas: number): KubernetesObject =>
  object('apps/v1', 'Deployment', 'app', {
    status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas },
  });
const webhook = (service: string): KubernetesObject =>
  object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', `asks-${service}`, {
    webhooks: ['one', 'two'].map((name) => ({ name, clientConfig: { service: { namespace: 'demo', name: service } } })),
  });
const slice = (service: string, ready: boolean): KubernetesObject => ({
  ...object('discovery.k8s.io/v1', 'EndpointSlice', `${service}-1`, { endpoints: [{ conditions: { ready } }] }),
  metadata: { name: `${service}-1`, namespace: 'demo', labels: { 'kubernetes.io/service-name': service } },
});
const ready = [
  object('v1', 'Node', 'first', conditions('True')),
  object('cert-manager.io/v1', 'Certificate', 'good', conditions('True')),
  webhook('served'),
  slice('served', true),
];

test('what is not ready after a start is said once for each: nodes, deployments, webhooks, certificates', async () => {
  await using cluster = await clusterOf([
    ...ready,
    deployment(0),
    object('v1', 'Node', 'second', conditions('False')),
    object('cert-manager.io/v1', 'Certificate', 'bad', {}),
    webhook('silent'),
    slice('silent', false),
  ]);
  expect(await lookAfterStart(cluster.client, hangSignal(), 0)).toEqual([
    'Node second is not ready.',
    'Deployment demo/app is not ready.',
    'Webhook asks-silent has no running program: Service demo/silent.',
    'Certificate demo/bad is not ready.',
  ]);
});

test('where all is ready, nothing is said, also where the cluster has no cert-manager', async () => {
  await using cluster = await clusterOf([...ready, deployment(1)], { without: 'cert-manager.io/v1' });
  expect(await lookAfterStart(cluster.client, hangSignal())).toEqual([]);
});
