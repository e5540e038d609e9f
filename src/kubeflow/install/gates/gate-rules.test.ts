import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { matching } from '../../../kubernetes/testing/matching.fixture.ts';
import type { Gate } from '../../plan/plan.ts';
import { judgeGate, watchForGate } from './gate-rules.ts';
import { gateHint } from './gate-words.ts';
import { gateOf, samplePlan as plan } from '../testing/plans.fixture.ts';
import { seenObjects } from '../testing/seen-objects.fixture.ts';

type JudgedGate = Exclude<Gate, { kind: 'kind-discoverable' }>;
const gate = (beginning: string): JudgedGate => gateOf(plan, beginning) as JudgedGate;

const slice = (service: string, ready?: boolean): KubernetesObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: `${service}-abc`, namespace: 'sample-system', labels: { 'kubernetes.io/service-name': service } },
  endpoints: [{ conditions: ready === undefined ? {} : { ready } }],
});

const webhooks = (caBundle?: string): KubernetesObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name: 'sample-pod-presets' },
  webhooks: [{ name: 'pods.sample.mlanywhere.dev', clientConfig: { ...(caBundle === undefined ? {} : { caBundle }) } }],
});

const definition = (caBundle?: string): KubernetesObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'workspaces.sample.mlanywhere.dev' },
  spec: { conversion: { webhook: { clientConfig: { ...(caBundle === undefined ? {} : { caBundle }) } } } },
});

describe('a webhook is ready', () => {
  const presets = gate('webhook sample-system/pod-presets');
  test.each([
    [
      'when its service has a ready endpoint and its CA bundle is there',
      [slice('pod-presets', true), webhooks('Q0E=')],
      undefined,
    ],
    [
      'when an endpoint says nothing of its readiness, which means ready',
      [slice('pod-presets'), webhooks('Q0E=')],
      undefined,
    ],
    [
      'not when no pod is behind its service',
      [webhooks('Q0E=')],
      /no pod behind service sample-system\/pod-presets is ready/,
    ],
    ['not when its pods are not ready', [slice('pod-presets', false), webhooks('Q0E=')], /no pod behind service/],
    [
      'not by the endpoints of another service',
      [slice('workspace-controller', true), webhooks('Q0E=')],
      /no pod behind service/,
    ],
    [
      'not when its configuration is gone',
      [slice('pod-presets', true)],
      /MutatingWebhookConfiguration sample-pod-presets does not exist yet/,
    ],
    ['not without its CA bundle', [slice('pod-presets', true), webhooks()], /no CA bundle yet/],
    ['not with an empty CA bundle', [slice('pod-presets', true), webhooks('')], /no CA bundle yet/],
  ])('%s', (_, objects, why) => {
    expect(judgeGate(presets, seenObjects(...objects))).toEqual(
      why === undefined ? { open: true } : { open: false, why: matching(why) },
    );
  });

  test('for a conversion, by the CA bundle in the definition', () => {
    const conversion = gate('webhook sample-system/workspace-controller (CustomResourceDefinition');
    expect(judgeGate(conversion, seenObjects(slice('workspace-controller', true), definition()))).toMatchObject({
      open: false,
    });
    expect(judgeGate(conversion, seenObjects(slice('workspace-controller', true), definition('Q0E=')))).toEqual({
      open: true,
    });
  });
});

test.each([
  ['not there', [], { open: false, why: matching(/the namespace will be created by Workspace/) }],
  ['on its way out', [{ phase: 'Terminating' }], { open: false, why: 'the namespace is Terminating' }],
  ['active', [{ phase: 'Active' }], { open: true }],
])('the gate of a namespace that is %s', (_, statuses, state) => {
  const objects = statuses.map((status) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'sample-first-user' },
    status,
  }));
  expect(judgeGate(gate('namespace sample-first-user'), seenObjects(...objects))).toEqual(state);
});

test('the gate of a secret opens by its being there, and names who writes it', () => {
  const pending = gate('secret sample-system/pod-presets-certificate');
  expect(judgeGate(pending, seenObjects())).toEqual({
    open: false,
    why: matching(/written by Certificate.*pod-presets, Deployment.*certificate-issuer/),
  });
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'pod-presets-certificate', namespace: 'sample-system' },
  };
  expect(judgeGate(pending, seenObjects(secret))).toEqual({ open: true });
});

test('the gate of a workload opens when it is ready, and says how far it is', () => {
  const workload = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'a', name: 'b' };
  const pending: JudgedGate = { kind: 'workload-available', id: 'workload a/b', openedBy: 'b', openers: [], workload };
  const deployment = (availableReplicas: number): KubernetesObject => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'b', namespace: 'a', generation: 1 },
    status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas },
  });
  expect(judgeGate(pending, seenObjects())).toEqual({ open: false, why: 'it does not exist yet' });
  expect(judgeGate(pending, seenObjects(deployment(0)))).toEqual({ open: false, why: '0 of 1 replicas are available' });
  expect(judgeGate(pending, seenObjects(deployment(1)))).toEqual({ open: true });
});

test('each gate has what it is judged by watched', () => {
  const watchedFor = (beginning: string): string[] => {
    const view = seenObjects();
    watchForGate(gateOf(plan, beginning), view);
    return [...view.observed].sort();
  };
  expect(watchedFor('webhook sample-system/pod-presets')).toEqual(['EndpointSlice', 'MutatingWebhookConfiguration']);
  expect(watchedFor('webhook sample-system/certificate-issuer')).toEqual([
    'EndpointSlice',
    'ValidatingWebhookConfiguration',
  ]);
  expect(watchedFor('webhook sample-system/workspace-controller (Custom')).toEqual([
    'CustomResourceDefinition',
    'EndpointSlice',
  ]);
  expect(watchedFor('namespace ')).toEqual(['Namespace']);
  expect(watchedFor('secret ')).toEqual(['Secret']);
  expect(watchedFor('kind ')).toEqual([]);
});

test('each gate has a hint on what to look at', () => {
  expect(gateHint(gateOf(plan, 'kind Certificate'), plan)).toContain(
    'kubectl describe crd certificates.sample.mlanywhere.dev',
  );
  expect(gateHint(gateOf(plan, 'namespace '), plan)).toContain(
    'kubectl --namespace sample-system logs deployment/workspace-controller',
  );
  expect(gateHint(gateOf(plan, 'webhook sample-system/pod-presets'), plan)).toMatch(
    /log of pod-presets and certificate-issuer/,
  );
  expect(gateHint({ ...gateOf(plan, 'secret '), openers: [], openedBy: 'someone else' }, plan)).toBe(
    'Waiting for someone else.',
  );
});

test('endpoints and secrets are watched in the namespaces of the plan only: those of others are none of ours to read', () => {
  const asked: (readonly [string, string | undefined])[] = [];
  const view = {
    ...seenObjects(),
    observe: (type: { kind: string }, selection: { namespace?: string } = {}) =>
      void asked.push([type.kind, selection.namespace]),
  };
  for (const one of plan.gates) watchForGate(one, view);
  const namespaced = asked.filter(([kind]) => kind === 'EndpointSlice' || kind === 'Secret');
  expect(new Set(namespaced.map(([kind]) => kind))).toEqual(new Set(['EndpointSlice', 'Secret']));
  expect(new Set(namespaced.map(([, namespace]) => namespace))).toEqual(new Set(['sample-system']));
});
