import { expect, test } from 'vitest';
import { runKind } from '../../api/run.ts';
import { installationSchema } from '../../installation/installation.ts';
import { runKinds } from '../../run-view/run-kinds.ts';
import type { StepServices } from './services.ts';
import { stepsFor } from './steps.ts';

const installation = (kubeflow: null | object = {}) =>
  installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'demo' },
    spec: { cluster: { platform: 'sandbox' }, kubeflow },
  });
const services = {} as StepServices;

test.each(runKind.options)(
  'with checks at the end, the steps of a run to %s are those of the table, each in a phase of it',
  (kind) => {
    const { phases, steps } = runKinds[kind];
    const made = stepsFor(kind, installation({ verify: 'all' }), services);
    // The nodes of the sandbox have no SSH.
    const ofSandbox = steps.filter(({ onlyWithSsh }) => onlyWithSsh !== true);
    expect(made.map(({ name }) => name)).toEqual(ofSandbox.map(({ name }) => name));
    const order = made.map(({ phase }) => phases.findIndex(({ name }) => name === phase));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((left, right) => left - right));
    expect(phases.reduce((sum, { weight }) => sum + weight, 0)).toBeGreaterThanOrEqual(100);
  },
);

test('a cluster without Kubeflow is made and nothing is planned', () => {
  expect(stepsFor('create', installation(null), services).map(({ name }) => name)).toEqual([
    'connect',
    'create-cluster',
    'wait-for-cluster',
    'scale-workers',
    'fetch-kubeconfig',
  ]);
});
