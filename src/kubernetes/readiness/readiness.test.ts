import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../objects/object.ts';
import { readiness } from './readiness.ts';

function object(
  apiVersion: string,
  kind: string,
  rest: { metadata?: object; [field: string]: unknown },
): KubernetesObject {
  return { apiVersion, kind, ...rest, metadata: { name: 'x', generation: 2, ...rest.metadata } };
}

const condition = (type: string, status: string, rest: object = {}): object => ({ type, status, ...rest });

/** Name of the case, the object, and the readiness expected. */
const cases: [string, KubernetesObject, { ready: boolean; failed?: boolean; reason: RegExp }][] = [
  [
    'a new Deployment is not seen yet',
    object('apps/v1', 'Deployment', { spec: {} }),
    { ready: false, reason: /has not seen it/ },
  ],
  [
    'a changed Deployment waits for its controller',
    object('apps/v1', 'Deployment', {
      spec: {},
      status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
    }),
    { ready: false, reason: /last change/ },
  ],
  [
    'a Deployment with old pods left is not ready',
    object('apps/v1', 'Deployment', {
      spec: { replicas: 2 },
      status: { observedGeneration: 2, replicas: 3, updatedReplicas: 2, availableReplicas: 2 },
    }),
    { ready: false, reason: /1 old replica is still/ },
  ],
  [
    'an available Deployment is ready',
    object('apps/v1', 'Deployment', {
      spec: { replicas: 2 },
      status: {
        observedGeneration: 2,
        replicas: 2,
        updatedReplicas: 2,
        availableReplicas: 2,
        conditions: [condition('Available', 'True')],
      },
    }),
    { ready: true, reason: /2 of 2/ },
  ],
  [
    'a Deployment past its progress deadline has failed',
    object('apps/v1', 'Deployment', {
      spec: {},
      status: {
        observedGeneration: 2,
        conditions: [
          condition('Progressing', 'False', { reason: 'ProgressDeadlineExceeded', message: 'timed out progressing' }),
        ],
      },
    }),
    { ready: false, failed: true, reason: /timed out progressing/ },
  ],
  [
    'a Deployment whose pods are refused says why',
    object('apps/v1', 'Deployment', {
      spec: {},
      status: {
        observedGeneration: 2,
        conditions: [condition('ReplicaFailure', 'True', { message: 'exceeded quota: small' })],
      },
    }),
    { ready: false, reason: /exceeded quota: small/ },
  ],
  [
    'a Deployment of zero replicas is ready',
    object('apps/v1', 'Deployment', { spec: { replicas: 0 }, status: { observedGeneration: 2 } }),
    { ready: true, reason: /0 of 0/ },
  ],
  [
    'a StatefulSet that still updates is not ready',
    object('apps/v1', 'StatefulSet', {
      spec: { replicas: 2 },
      status: {
        observedGeneration: 2,
        replicas: 2,
        readyReplicas: 2,
        updatedReplicas: 1,
        currentRevision: 'a',
        updateRevision: 'b',
      },
    }),
    { ready: false, reason: /1 of 2 replicas are updated/ },
  ],
  [
    'a StatefulSet with a partition is ready when the part above it is updated',
    object('apps/v1', 'StatefulSet', {
      spec: { replicas: 2, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } },
      status: {
        observedGeneration: 2,
        replicas: 2,
        readyReplicas: 2,
        updatedReplicas: 1,
        currentRevision: 'a',
        updateRevision: 'b',
      },
    }),
    { ready: true, reason: /2 of 2/ },
  ],
  [
    'a DaemonSet waits for its nodes',
    object('apps/v1', 'DaemonSet', {
      spec: {},
      status: { observedGeneration: 2, desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 1 },
    }),
    { ready: false, reason: /1 of 3 nodes/ },
  ],
  [
    'a DaemonSet without matching nodes is ready',
    object('apps/v1', 'DaemonSet', { status: { observedGeneration: 2, desiredNumberScheduled: 0 } }),
    { ready: true, reason: /0 of 0/ },
  ],
  [
    'a running Job is not ready',
    object('batch/v1', 'Job', { spec: {}, status: { active: 1, failed: 2 } }),
    { ready: false, reason: /0 of 1 pods have finished, 2 attempts failed/ },
  ],
  [
    'a finished Job is ready',
    object('batch/v1', 'Job', { status: { conditions: [condition('Complete', 'True')] } }),
    { ready: true, reason: /finished/ },
  ],
  [
    'a failed Job has failed',
    object('batch/v1', 'Job', { status: { conditions: [condition('Failed', 'True', { message: 'backoff limit' })] } }),
    { ready: false, failed: true, reason: /backoff limit/ },
  ],
  [
    'a Pod that no node takes says what lacks',
    object('v1', 'Pod', {
      status: {
        phase: 'Pending',
        conditions: [condition('PodScheduled', 'False', { message: '0/3 nodes are available' })],
      },
    }),
    { ready: false, reason: /0\/3 nodes/ },
  ],
  [
    'a ready Pod is ready',
    object('v1', 'Pod', { status: { phase: 'Running', conditions: [condition('Ready', 'True')] } }),
    { ready: true, reason: /ready/ },
  ],
  [
    'an evicted Pod has failed',
    object('v1', 'Pod', { status: { phase: 'Failed', reason: 'Evicted', message: 'low on memory' } }),
    { ready: false, failed: true, reason: /low on memory/ },
  ],
  [
    'a pending claim is not ready',
    object('v1', 'PersistentVolumeClaim', { status: { phase: 'Pending' } }),
    { ready: false, reason: /no volume/ },
  ],
  [
    'a lost claim has failed',
    object('v1', 'PersistentVolumeClaim', { status: { phase: 'Lost' } }),
    { ready: false, failed: true, reason: /gone/ },
  ],
  [
    'a ClusterIP Service is ready at once',
    object('v1', 'Service', { spec: { type: 'ClusterIP' } }),
    { ready: true, reason: /exists/ },
  ],
  [
    'a LoadBalancer waits for its address',
    object('v1', 'Service', { spec: { type: 'LoadBalancer' }, status: { loadBalancer: {} } }),
    { ready: false, reason: /address/ },
  ],
  [
    'a LoadBalancer with a host name is ready',
    object('v1', 'Service', {
      spec: { type: 'LoadBalancer' },
      status: { loadBalancer: { ingress: [{ hostname: 'lb.example' }] } },
    }),
    { ready: true, reason: /lb\.example/ },
  ],
  [
    'a Namespace being deleted is not ready',
    object('v1', 'Namespace', {
      metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' },
      status: { phase: 'Terminating' },
    }),
    { ready: false, reason: /deleted/ },
  ],
  [
    'an established CustomResourceDefinition is ready',
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
      status: { conditions: [condition('NamesAccepted', 'True'), condition('Established', 'True')] },
    }),
    { ready: true, reason: /served/ },
  ],
  [
    'a CustomResourceDefinition with taken names has failed',
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
      status: { conditions: [condition('NamesAccepted', 'False', { message: '"foos" is already in use' })] },
    }),
    { ready: false, failed: true, reason: /already in use/ },
  ],
  [
    'an APIService without backend says so',
    object('apiregistration.k8s.io/v1', 'APIService', {
      status: { conditions: [condition('Available', 'False', { message: 'no endpoints' })] },
    }),
    { ready: false, reason: /no endpoints/ },
  ],
  [
    'a webhook without caBundle is named',
    object('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', {
      webhooks: [
        { name: 'a.example', clientConfig: { service: {} } },
        { name: 'b.example', clientConfig: { url: 'https://b' } },
      ],
    }),
    { ready: false, reason: /of a\.example is/ },
  ],
  [
    'a webhook with caBundle is ready',
    object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', {
      webhooks: [{ name: 'a', clientConfig: { service: {}, caBundle: 'Y2E=' } }],
    }),
    { ready: true, reason: /certificates/ },
  ],
  [
    'a Certificate nobody looked at is not ready',
    object('cert-manager.io/v1', 'Certificate', {}),
    { ready: false, reason: /not reported/ },
  ],
  [
    'an Issuer that is ready is ready',
    object('cert-manager.io/v1', 'Issuer', { status: { conditions: [condition('Ready', 'True')] } }),
    { ready: true, reason: /ready/ },
  ],
  [
    'a Profile that failed says why',
    object('kubeflow.org/v1', 'Profile', {
      status: { conditions: [{ type: 'Failed', message: 'namespace is not owned' }] },
    }),
    { ready: false, reason: /not owned/ },
  ],
  [
    'a stopped Notebook is as it should be',
    object('kubeflow.org/v1', 'Notebook', { metadata: { annotations: { 'kubeflow-resource-stopped': 'x' } } }),
    { ready: true, reason: /stopped/ },
  ],
  [
    'an unknown kind with Ready=False is not ready',
    object('serving.kserve.io/v1beta1', 'InferenceService', {
      status: { conditions: [condition('Ready', 'False', { message: 'no revision' })] },
    }),
    { ready: false, reason: /no revision/ },
  ],
  [
    'a stalled custom resource has failed',
    object('example.org/v1', 'Thing', {
      status: { conditions: [condition('Stalled', 'True', { message: 'bad spec' })] },
    }),
    { ready: false, failed: true, reason: /bad spec/ },
  ],
  ['a ConfigMap is ready by existing', object('v1', 'ConfigMap', {}), { ready: true, reason: /exists/ }],
];

describe('readiness', () => {
  test.each(cases)('%s', (_, given, expected) => {
    const found = readiness(given);
    expect({ ready: found.ready, failed: found.failed === true }).toEqual({
      ready: expected.ready,
      failed: expected.failed === true,
    });
    expect(found.reason).toMatch(expected.reason);
  });
});
