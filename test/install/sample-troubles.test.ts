import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ControllerName, Trouble } from '../../sandbox/switches.ts';
import { auditLogEnd, eachOnce, readWrites } from './fixtures/audit-log.fixture.ts';
import { followInstall, type FollowedInstall } from './fixtures/follow-install.fixture.ts';
import { samplePlan as plan, startSampleCluster, type SampleCluster } from './fixtures/sample-cluster.fixture.ts';

let sample: SampleCluster;
beforeAll(async () => void (sample = await startSampleCluster('sample-troubles')));
afterAll(() => sample.stop());
afterEach(() => sample.reset());

/** Seconds; so short that every trouble of a test is past them. */
const softLimits = { gate: 2, workload: 2 };

/** Resolves when the install says that it waits for this, with these words on why and on what to do. */
function untilTold(install: FollowedInstall, what: RegExp, why: RegExp): Promise<true> {
  return install.until(() => why.test(install.wait(what)?.why ?? '') || undefined);
}

function untilCalledSlow(install: FollowedInstall, what: RegExp): Promise<true> {
  return install.until((news) => news.some((one) => one.type === 'slow' && what.test(one.what)) || undefined);
}

async function expectGoodEnd(install: FollowedInstall, auditLogFrom: number): Promise<void> {
  expect(await install.result).toMatchObject({ applied: 47, rejected: 0, workloads: 8, ready: 8 });
  const { sent, rejected } = await readWrites(sample.cluster.auditLog, auditLogFrom);
  expect(rejected).toEqual([]);
  expect(sent).toEqual(eachOnce(plan));
  expect(install.news.findLast((one) => one.type === 'waits')).toMatchObject({ waits: [] });
}

const unhealthy: readonly { trouble: Trouble; workload: string; why: RegExp }[] = [
  {
    trouble: 'ImagePullBackOff',
    workload: 'sample-login/login',
    why: /sample\.mlanywhere\.dev\/login:1\.0\.0.*registry/s,
  },
  {
    trouble: 'CrashLoopBackOff',
    workload: 'sample-notebooks/notebook-page',
    why: /keeps crashing with exit code 1.*read its log/s,
  },
  {
    trouble: 'Unschedulable',
    workload: 'sample-notebooks/history-recorder',
    why: /No node can run the pod: .*do not have the labels it asks for/s,
  },
];

test('a workload that does not come up is told with why and what to do, and the install ends well once it heals', async () => {
  const { switches, auditLog } = sample.cluster;
  for (const { workload, trouble } of unhealthy) switches.setWorkload(workload, { trouble });
  await switches.applied();
  const from = await auditLogEnd(auditLog);
  const install = followInstall({ client: sample.client, plan, softLimits });
  for (const { workload, why } of unhealthy) {
    await untilTold(install, new RegExp(`${workload}$`), why);
    await untilCalledSlow(install, new RegExp(`${workload}$`));
  }
  await install.until((news) => news.filter((one) => one.type === 'workload-ready').length === 5);
  for (const { workload } of unhealthy) switches.setWorkload(workload, undefined);
  await switches.applied();
  await expectGoodEnd(install, from);
});

/** Controllers in the order in which the sample release needs them, and what an install waits for while one does nothing. */
const silent: readonly { controller: ControllerName; what: RegExp; why: RegExp }[] = [
  { controller: 'pods', what: /^Deployment.apps sample-system\/certificate-issuer/, why: /0 of 1 replicas/ },
  {
    controller: 'webhook-self-certification',
    what: /^webhook sample-system\/certificate-issuer/,
    why: /no CA bundle.*kubectl --namespace sample-system logs deployment\/certificate-issuer/s,
  },
  {
    controller: 'sample-certificates',
    what: /^secret sample-system\/workspace-webhook-certificate/,
    why: /written by Certificate.*logs deployment\/certificate-issuer/s,
  },
  { controller: 'sample-ca-injection', what: /^webhook sample-system\/workspace-controller/, why: /no CA bundle/ },
  {
    controller: 'sample-workspaces',
    what: /^namespace sample-first-user/,
    why: /created by Workspace.*logs deployment\/workspace-controller/s,
  },
  { controller: 'volumes', what: /^PersistentVolumeClaim sample-notebooks\/history-archive/, why: /no volume yet/ },
];

test('a controller that never acts is named by what it leaves undone, and the install ends well once it acts', async () => {
  const { switches, auditLog } = sample.cluster;
  for (const { controller } of silent) switches.setController(controller, { never: true });
  const from = await auditLogEnd(auditLog);
  const install = followInstall({ client: sample.client, plan, softLimits });
  for (const { controller, what, why } of silent) {
    await untilTold(install, what, why);
    await untilCalledSlow(install, what);
    switches.setController(controller, undefined);
  }
  await expectGoodEnd(install, from);
});

describe('pods that are refused', () => {
  test('are explained by what the ReplicaSet was told', async () => {
    const quotas = { group: '', version: 'v1', kind: 'ResourceQuota', plural: 'resourcequotas', namespaced: true };
    const namespaces = { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false };
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'no-pods', namespace: 'sample-login' },
      spec: { hard: { pods: '0' } },
    };
    await sample.client.create(namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'sample-login' },
    });
    await sample.client.create(quotas, quota);
    const install = followInstall({ client: sample.client, plan, softLimits });
    await untilTold(install, /sample-login\/login$/, /quota no-pods of the namespace is used up.*Raise the quota/s);
    await sample.client.delete(quotas, { namespace: 'sample-login', name: 'no-pods' });
    expect(await install.result).toMatchObject({ ready: 8 });
  });
});
