import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxCluster } from '../../sandbox/cluster.ts';
import { keyText } from '../../src/kubernetes/objects/object.ts';
import type { InstallNews } from '../../src/kubeflow/install/install-events.ts';
import { auditLogEnd, eachOnce, readWrites } from './fixtures/audit-log.fixture.ts';
import { followInstall } from './fixtures/follow-install.fixture.ts';
import {
  practicePlan as plan,
  startPracticeCluster,
  type PracticeCluster,
} from './fixtures/practice-cluster.fixture.ts';

let practice: PracticeCluster;
beforeAll(async () => void (practice = await startPracticeCluster('practice-gates')));
afterAll(() => practice.stop());
afterEach(() => practice.reset());

const delayMs = 2500;

/** How the opener of each gate is made slow; a kind is slow to be served when its definition is slow to arrive. */
const slowOpeners: Record<string, (cluster: SandboxCluster) => void> = {
  'kind Certificate practice.mlanywhere.dev/v1': slowDefinition('certificates'),
  'kind Workspace practice.mlanywhere.dev/v1beta1': slowDefinition('workspaces'),
  'namespace practice-first-user': ({ switches }) => switches.setController('practice-workspaces', { delayMs }),
  'secret practice-system/workspace-webhook-certificate': ({ switches }) =>
    switches.setController('practice-certificates', { delayMs, only: 'practice-system/workspace-webhook' }),
  'secret practice-system/pod-presets-certificate': ({ switches }) =>
    switches.setController('practice-certificates', { delayMs, only: 'practice-system/pod-presets' }),
  'webhook practice-system/workspace-controller (CustomResourceDefinition.apiextensions.k8s.io workspaces.practice.mlanywhere.dev)':
    ({ switches }) =>
      switches.setController('practice-ca-injection', { delayMs, only: 'workspaces.practice.mlanywhere.dev' }),
  'webhook practice-system/certificate-issuer (ValidatingWebhookConfiguration.admissionregistration.k8s.io practice-certificate-checks)':
    ({ switches }) => switches.setWorkload('practice-system/certificate-issuer', { startDelayMs: delayMs }),
  'webhook practice-system/workspace-controller (MutatingWebhookConfiguration.admissionregistration.k8s.io practice-workspace-defaults)':
    ({ switches }) => switches.setController('practice-ca-injection', { delayMs, only: 'practice-workspace-defaults' }),
  'webhook practice-system/pod-presets (MutatingWebhookConfiguration.admissionregistration.k8s.io practice-pod-presets)':
    ({ switches }) => switches.setWorkload('practice-system/pod-presets', { startDelayMs: delayMs }),
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

test('every gate of the practice release has its opener in the table', () => {
  expect(Object.keys(slowOpeners).sort()).toEqual(plan.gates.map(({ id }) => id).sort());
});

describe('with the opener of a gate slow, nothing is rejected and each object is sent once:', () => {
  test.each(Object.entries(slowOpeners))('%s', async (gate, makeSlow) => {
    const { cluster } = practice;
    makeSlow(cluster);
    const before = await auditLogEnd(cluster.auditLog);
    const install = followInstall({ client: practice.clientThroughFaults(), plan });
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
