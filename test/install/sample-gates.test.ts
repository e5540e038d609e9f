import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxCluster } from '../../sandbox/cluster.ts';
import { keyText } from '../../src/kubernetes/objects/object.ts';
import type { InstallNews } from '../../src/kubeflow/install/install-events.ts';
import { auditLogEnd, eachOnce, readWrites } from './fixtures/audit-log.fixture.ts';
import { followInstall } from './fixtures/follow-install.fixture.ts';
import { samplePlan as plan, startSampleCluster, type SampleCluster } from './fixtures/sample-cluster.fixture.ts';

let sample: SampleCluster;
beforeAll(async () => void (sample = await startSampleCluster('sample-gates')));
afterAll(() => sample.stop());
afterEach(() => sample.reset());

const delayMs = 2500;

/** How the opener of each gate is made slow; a kind is slow to be served when its definition is slow to arrive. */
const slowOpeners: Record<string, (cluster: SandboxCluster) => void> = {
  'kind Certificate sample.mlanywhere.dev/v1': slowDefinition('certificates'),
  'kind Workspace sample.mlanywhere.dev/v1beta1': slowDefinition('workspaces'),
  'namespace sample-first-user': ({ switches }) => switches.setController('sample-workspaces', { delayMs }),
  'secret sample-system/workspace-webhook-certificate': ({ switches }) =>
    switches.setController('sample-certificates', { delayMs, only: 'sample-system/workspace-webhook' }),
  'secret sample-system/pod-presets-certificate': ({ switches }) =>
    switches.setController('sample-certificates', { delayMs, only: 'sample-system/pod-presets' }),
  'webhook sample-system/workspace-controller (CustomResourceDefinition.apiextensions.k8s.io workspaces.sample.mlanywhere.dev)':
    ({ switches }) =>
      switches.setController('sample-ca-injection', { delayMs, only: 'workspaces.sample.mlanywhere.dev' }),
  'webhook sample-system/certificate-issuer (ValidatingWebhookConfiguration.admissionregistration.k8s.io sample-certificate-checks)':
    ({ switches }) => switches.setWorkload('sample-system/certificate-issuer', { startDelayMs: delayMs }),
  'webhook sample-system/workspace-controller (MutatingWebhookConfiguration.admissionregistration.k8s.io sample-workspace-defaults)':
    ({ switches }) => switches.setController('sample-ca-injection', { delayMs, only: 'sample-workspace-defaults' }),
  'webhook sample-system/pod-presets (MutatingWebhookConfiguration.admissionregistration.k8s.io sample-pod-presets)': ({
    switches,
  }) => switches.setWorkload('sample-system/pod-presets', { startDelayMs: delayMs }),
};

function slowDefinition(plural: string): (cluster: SandboxCluster) => void {
  return ({ faults }) =>
    faults.set([
      { fault: { kind: 'latency', delayMs }, methods: ['PATCH'], pathPattern: `customresourcedefinitions/${plural}` },
    ]);
}

function placeOf(news: readonly InstallNews[], fits: (one: InstallNews) => boolean): number {
  const place = news.findIndex(fits);
  expect(place).toBeGreaterThanOrEqual(0);
  return place;
}

/** Every object came after every gate that guards it. */
function expectGatesFirst(news: readonly InstallNews[]): void {
  for (const object of plan.objects) {
    const applied = placeOf(news, (one) => one.type === 'object-applied' && one.object === keyText(object.key));
    for (const gate of object.gates)
      expect(placeOf(news, (one) => one.type === 'gate-opened' && one.gate === gate)).toBeLessThan(applied);
  }
}

test('every gate of the sample release has its opener in the table', () => {
  expect(Object.keys(slowOpeners).sort()).toEqual(plan.gates.map(({ id }) => id).sort());
});

describe('with the opener of a gate slow, nothing is rejected and each object is sent once:', () => {
  test.each(Object.entries(slowOpeners))('%s', async (gate, makeSlow) => {
    const { cluster } = sample;
    makeSlow(cluster);
    const before = await auditLogEnd(cluster.auditLog);
    const install = followInstall({ client: sample.clientThroughFaults(), plan });
    expect(await install.result).toMatchObject({
      objects: 47,
      applied: 47,
      unchanged: 0,
      rejected: 0,
      workloads: 8,
      ready: 8,
    });
    const { sent, rejected } = await readWrites(cluster.auditLog, before);
    expect(rejected).toEqual([]);
    expect(sent).toEqual(eachOnce(plan));
    expectGatesFirst(install.news);
    if (!gate.startsWith('kind '))
      expect(install.news.some((one) => one.type === 'waits' && one.waits.some(({ what }) => what === gate))).toBe(
        true,
      );
  });
});
