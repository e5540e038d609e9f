import { expect, test } from 'vitest';
import { installationSchema, type InstallationInput } from '../installation/installation.ts';
import { makePlan } from '../kubeflow/plan/make-plan.ts';
import { loadSampleRelease } from '../kubeflow/sample/sample-release.ts';
import { findingsIn, type ClusterPart } from './testing/described-cluster.fixture.ts';

const plan = makePlan({
  release: await loadSampleRelease(),
  components: 'all',
  installation: { name: 'demo' },
  parameters: {},
});

type Overrides = NonNullable<NonNullable<InstallationInput['spec']['kubeflow']>['overrides']>;

const findings = (overrides: Overrides, part: ClusterPart) =>
  findingsIn(part, {
    plan,
    installation: installationSchema.parse({
      apiVersion: 'mlanywhere.dev/v1alpha1',
      kind: 'Installation',
      metadata: { name: 'demo' },
      spec: { cluster: { platform: 'sandbox' }, kubeflow: { overrides } },
    }),
  });

test('a finding says how severe it is and what happens if it is ignored; the reason of an override goes with the failure', async () => {
  const reason = 'The class comes tonight';
  const found = await findings([{ check: 'storage-classes', reason }], { storageClasses: [] });
  expect(found.get('storage-classes')).toMatchObject({
    outcome: 'failed',
    severity: 'warns',
    consequence: 'The databases claim storage without naming a class. Without a default class they wait forever.',
    overridden: reason,
  });
  expect(found.get('nodes-ready')).toMatchObject({ outcome: 'passed', severity: 'warns' });
  expect(found.get('nodes-ready')?.consequence).toBeUndefined();
});

test('an override of a check that passes changes nothing', async () => {
  const found = await findings([{ check: 'storage-classes', reason: 'just in case' }], {});
  expect(found.get('storage-classes')?.outcome).toBe('passed');
  expect(found.get('storage-classes')?.overridden).toBeUndefined();
});

test('a check that could not run is not passed, and cannot be overridden into it', async () => {
  const found = await findings([{ check: 'storage-classes', reason: 'never mind' }], { storageClasses: 403 });
  expect(found.get('storage-classes')).toMatchObject({ outcome: 'unknown' });
  expect(found.get('storage-classes')?.overridden).toBeUndefined();
});

test.each(['rights', 'metrics', 'no-such-check'])('%s cannot be overridden', async (check) => {
  await expect(findings([{ check, reason: 'because' }], {})).rejects.toMatchObject({
    key: 'preflight.overrideImpossible',
    details: { check },
  });
});
