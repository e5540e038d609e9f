import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ResourceType } from '../../src/kubernetes/objects/object.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import { requirementsOf } from '../../src/kubeflow/plan/requirements/collect-requirements.ts';
import { loadSampleRelease } from '../../src/kubeflow/sample/sample-release.ts';
import { clientOfAccount } from './fixtures/account-client.fixture.ts';
import { auditLogEnd, eachOnce, readWrites } from './fixtures/audit-log.fixture.ts';
import { followInstall, installation, untilApplied } from './fixtures/follow-install.fixture.ts';
import {
  impatience,
  samplePlan as plan,
  startSampleCluster,
  type SampleCluster,
} from './fixtures/sample-cluster.fixture.ts';
import { readRestarts } from './fixtures/restarts.fixture.ts';

let sample: SampleCluster;
beforeAll(async () => void (sample = await startSampleCluster('sample-resilience')));
afterAll(() => sample.stop());
afterEach(() => sample.reset());

const softLimits = { gate: 1, workload: 60 };

describe('an install takes no harm from', () => {
  test('answers that come late', async () => {
    const from = await auditLogEnd(sample.cluster.auditLog);
    sample.cluster.faults.set([{ fault: { kind: 'latency', delayMs: 300 } }]);
    expect(await followInstall({ client: sample.clientThroughFaults(), plan }).result).toMatchObject({
      applied: 47,
      rejected: 0,
      ready: 8,
    });
    expect((await readWrites(sample.cluster.auditLog, from)).sent).toEqual(eachOnce(plan));
  });

  test('every fault at once, now and then', async () => {
    sample.cluster.faults.set([
      { fault: { kind: 'too-many-requests', retryAfterSeconds: 1 }, every: 9 },
      { fault: { kind: 'server-error', status: 502 }, every: 7 },
      { fault: { kind: 'reset' }, every: 11 },
      { fault: { kind: 'half-open' }, every: 17 },
      { fault: { kind: 'silent-watch' }, every: 3 },
    ]);
    const install = followInstall({ client: sample.clientThroughFaults(impatience), plan });
    expect(await install.result).toMatchObject({ applied: 47, rejected: 0, ready: 8 });
    expect(install.news.some((one) => one.type === 'object-resent')).toBe(true);
  });

  test('a control plane that is killed and started again in the middle of it', async () => {
    const install = followInstall({ client: sample.client, plan, softLimits });
    await untilApplied(install, 15);
    await sample.restart();
    expect(await install.result).toMatchObject({ applied: 47, ready: 8 });
  });
});

describe('what someone deletes in the middle of an install', () => {
  const namespaces: ResourceType = {
    group: '',
    version: 'v1',
    kind: 'Namespace',
    plural: 'namespaces',
    namespaced: false,
  };
  const definitions: ResourceType = {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    namespaced: false,
  };

  test('is sent again with everything that was in it, and told in some lines', async () => {
    sample.cluster.switches.setController('sample-workspaces', { never: true });
    const install = followInstall({ client: sample.client, plan });
    await install.until(() => install.wait(/^namespace sample-first-user/) !== undefined);
    await Promise.all([
      sample.client.delete(namespaces, { name: 'sample-login' }),
      sample.client.delete(definitions, { name: 'workspaces.sample.mlanywhere.dev' }),
    ]);
    await install.until((news) => news.filter((one) => one.type === 'object-vanished').length === 2);
    sample.cluster.switches.setController('sample-workspaces', undefined);
    expect(await install.result).toMatchObject({ applied: 47, ready: 8 });
    const vanished = install.news.flatMap((one) => (one.type === 'object-vanished' ? [one.object] : []));
    expect(vanished.sort()).toEqual([
      'CustomResourceDefinition.apiextensions.k8s.io workspaces.sample.mlanywhere.dev',
      'Namespace sample-login',
    ]);
    expect(install.news.filter((one) => one.type === 'object-rejected').length).toBeLessThan(30);
    expect(await followInstall({ client: sample.client, plan }).result).toMatchObject({
      applied: 47,
      unchanged: 47,
      ready: 8,
    });
  });
});

describe('an administrator by RBAC, whose rights an API server that has just started does not know', () => {
  test.each(['kube-apiserver', 'etcd'] as const)(
    'installs to the end when %s is killed in the middle',
    async (program) => {
      const client = await clientOfAccount(sample, `installer-${program}`, 'cluster-admin');
      const install = followInstall({ client, plan, softLimits });
      await untilApplied(install, 20);
      await sample.cluster.crash(program, 500);
      expect(await install.result).toMatchObject({ applied: 47, ready: 8 });
      await client.close();
    },
  );
});

describe('programs that need their rights and kinds', () => {
  test('never restart in the plan’s order, and would in one that does not look at rights', async () => {
    const careless = makePlan(
      { release: await loadSampleRelease(), components: 'all', installation: { name: installation }, parameters: {} },
      (inventory) => requirementsOf(inventory).filter(({ strength }) => strength !== 'restarts'),
    );
    const crashes: (readonly string[])[] = [];
    for (const order of [plan, careless]) {
      sample.cluster.faults.set([
        { fault: { kind: 'latency', delayMs: 2000 }, methods: ['PATCH'], pathPattern: '/clusterrolebindings/' },
      ]);
      await followInstall({ client: sample.clientThroughFaults(), plan: order }).result;
      crashes.push((await readRestarts(sample.client)).crashed);
      await sample.reset();
    }
    expect(crashes[0]).toEqual([]);
    expect(crashes[1]).toEqual(
      expect.arrayContaining([expect.stringMatching(/^sample-system\/certificate-issuer-.*: 1$/)]),
    );
  });
});

describe('an install that is repeated', () => {
  test('sends nothing when nothing has changed, and what is missing when something was deleted', async () => {
    const { auditLog } = sample.cluster;
    await followInstall({ client: sample.client, plan }).result;
    const second = await auditLogEnd(auditLog);
    expect(await followInstall({ client: sample.client, plan }).result).toMatchObject({
      applied: 47,
      unchanged: 47,
      ready: 8,
    });
    expect([...(await readWrites(auditLog, second)).sent]).toEqual([]);

    const configMaps = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
    await sample.client.delete(configMaps, { namespace: 'sample-notebooks', name: 'notebook-choices' });
    const third = await auditLogEnd(auditLog);
    expect(await followInstall({ client: sample.client, plan }).result).toMatchObject({
      applied: 47,
      unchanged: 46,
      ready: 8,
    });
    expect([...(await readWrites(auditLog, third)).sent]).toEqual([
      ['configmaps. sample-notebooks/notebook-choices', 1],
    ]);
  });

  test('after being cancelled at any time ends as if it had not been', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    for (const milliseconds of [0, 1, 20, 100, 400, 1000, 2000, 3000]) {
      const install = followInstall({ client: sample.client, plan });
      await pause(milliseconds);
      install.cancel();
      const outcome = install.result.then(
        () => 'it had ended already',
        (error: unknown) => (error as { code: string }).code,
      );
      // No machine installs it in 20 ms.
      expect(['MLA-GENERAL-002', ...(milliseconds > 20 ? ['it had ended already'] : [])]).toContain(await outcome);
    }
    expect(await followInstall({ client: sample.client, plan }).result).toMatchObject({ applied: 47, ready: 8 });
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

describe('an account without the rights', () => {
  test.each([
    ['may look at nothing', []],
    ['may read but not write', [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }]],
  ])('that %s ends the install early, with the code', async (words, rules) => {
    const client = await clientOfAccount(sample, words.replaceAll(' ', '-'), rules);
    const before = Date.now();
    await expect(followInstall({ client, plan }).result).rejects.toMatchObject({ code: 'MLA-KUBERNETES-021' });
    // Seconds on any machine; what looks again and again takes the minutes that a gate may take.
    expect(Date.now() - before).toBeLessThan(120_000);
    await client.close();
  });
});
