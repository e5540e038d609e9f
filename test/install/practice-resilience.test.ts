import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ResourceType } from '../../src/kubernetes/objects/object.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import { requirementsOf } from '../../src/kubeflow/plan/requirements/collect-requirements.ts';
import { loadPracticeRelease } from '../../src/kubeflow/practice/practice-release.ts';
import { clientOfAccount } from './fixtures/account-client.fixture.ts';
import { auditLogEnd, eachOnce, readWrites } from './fixtures/audit-log.fixture.ts';
import { followInstall, installation, untilApplied } from './fixtures/follow-install.fixture.ts';
import {
  impatience,
  practicePlan as plan,
  startPracticeCluster,
  type PracticeCluster,
} from './fixtures/practice-cluster.fixture.ts';
import { readRestarts } from './fixtures/restarts.fixture.ts';

let practice: PracticeCluster;
beforeAll(async () => void (practice = await startPracticeCluster('practice-resilience')));
afterAll(() => practice.stop());
afterEach(() => practice.reset());

const softLimits = { gate: 1, workload: 60 };

describe('an install takes no harm from', () => {
  test('answers that come late', async () => {
    const from = await auditLogEnd(practice.cluster.auditLog);
    practice.cluster.faults.set([{ fault: { kind: 'latency', delayMs: 300 } }]);
    expect(await followInstall({ client: practice.clientThroughFaults(), plan }).result).toMatchObject({
      applied: 47,
      rejected: 0,
      ready: 8,
    });
    expect((await readWrites(practice.cluster.auditLog, from)).sent).toEqual(eachOnce(plan));
  });

  test('every fault at once, now and then', async () => {
    practice.cluster.faults.set([
      { fault: { kind: 'too-many-requests', retryAfterSeconds: 1 }, every: 9 },
      { fault: { kind: 'server-error', status: 502 }, every: 7 },
      { fault: { kind: 'reset' }, every: 11 },
      { fault: { kind: 'half-open' }, every: 17 },
      { fault: { kind: 'silent-watch' }, every: 3 },
    ]);
    const install = followInstall({ client: practice.clientThroughFaults(impatience), plan });
    expect(await install.result).toMatchObject({ applied: 47, rejected: 0, ready: 8 });
    expect(install.news.some((one) => one.type === 'object-resent')).toBe(true);
  });

  test('a control plane that is killed and started again in the middle of it', async () => {
    const install = followInstall({ client: practice.client, plan, softLimits });
    await untilApplied(install, 15);
    await practice.restart();
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
    practice.cluster.switches.setController('practice-workspaces', { never: true });
    const install = followInstall({ client: practice.client, plan });
    await install.until(() => install.wait(/^namespace practice-first-user/) !== undefined);
    await Promise.all([
      practice.client.delete(namespaces, { name: 'practice-login' }),
      practice.client.delete(definitions, { name: 'workspaces.practice.mlanywhere.dev' }),
    ]);
    await install.until((news) => news.filter((one) => one.type === 'object-vanished').length === 2);
    practice.cluster.switches.setController('practice-workspaces', undefined);
    expect(await install.result).toMatchObject({ applied: 47, ready: 8 });
    const vanished = install.news.flatMap((one) => (one.type === 'object-vanished' ? [one.object] : []));
    expect(vanished.sort()).toEqual([
      'CustomResourceDefinition.apiextensions.k8s.io workspaces.practice.mlanywhere.dev',
      'Namespace practice-login',
    ]);
    expect(install.news.filter((one) => one.type === 'object-rejected').length).toBeLessThan(30);
    expect(await followInstall({ client: practice.client, plan }).result).toMatchObject({
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
      const client = await clientOfAccount(practice, `installer-${program}`, 'cluster-admin');
      const install = followInstall({ client, plan, softLimits });
      await untilApplied(install, 20);
      await practice.cluster.crash(program, 500);
      expect(await install.result).toMatchObject({ applied: 47, ready: 8 });
      await client.close();
    },
  );
});

describe('programs that need their rights and kinds', () => {
  test('never restart in the plan’s order, and would in one that does not look at rights', async () => {
    const careless = makePlan(
      { release: await loadPracticeRelease(), components: 'all', installation: { name: installation }, parameters: {} },
      (inventory) => requirementsOf(inventory).filter(({ strength }) => strength !== 'restarts'),
    );
    const crashes: (readonly string[])[] = [];
    for (const order of [plan, careless]) {
      practice.cluster.faults.set([
        { fault: { kind: 'latency', delayMs: 2000 }, methods: ['PATCH'], pathPattern: '/clusterrolebindings/' },
      ]);
      await followInstall({ client: practice.clientThroughFaults(), plan: order }).result;
      crashes.push((await readRestarts(practice.client)).crashed);
      await practice.reset();
    }
    expect(crashes[0]).toEqual([]);
    expect(crashes[1]).toEqual(
      expect.arrayContaining([expect.stringMatching(/^practice-system\/certificate-issuer-.*: 1$/)]),
    );
  });
});

describe('an install that is repeated', () => {
  test('sends nothing when nothing has changed, and what is missing when something was deleted', async () => {
    const { auditLog } = practice.cluster;
    await followInstall({ client: practice.client, plan }).result;
    const second = await auditLogEnd(auditLog);
    expect(await followInstall({ client: practice.client, plan }).result).toMatchObject({
      applied: 47,
      unchanged: 47,
      ready: 8,
    });
    expect([...(await readWrites(auditLog, second)).sent]).toEqual([]);

    const configMaps = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
    await practice.client.delete(configMaps, { namespace: 'practice-notebooks', name: 'notebook-choices' });
    const third = await auditLogEnd(auditLog);
    expect(await followInstall({ client: practice.client, plan }).result).toMatchObject({
      applied: 47,
      unchanged: 46,
      ready: 8,
    });
    expect([...(await readWrites(auditLog, third)).sent]).toEqual([
      ['configmaps. practice-notebooks/notebook-choices', 1],
    ]);
  });

  test('after being cancelled at any time ends as if it had not been', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    for (const milliseconds of [0, 1, 20, 100, 400, 1000, 2000, 3000]) {
      const install = followInstall({ client: practice.client, plan });
      await pause(milliseconds);
      install.cancel();
      const outcome = install.result.then(
        () => 'it had ended already',
        (error: unknown) => (error as { code: string }).code,
      );
      const told = await Promise.race([outcome, pause(2000, 'it went on for two seconds')]);
      expect(['MLA-GENERAL-002', 'it had ended already']).toContain(told);
    }
    expect(await followInstall({ client: practice.client, plan }).result).toMatchObject({ applied: 47, ready: 8 });
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

describe('an account without the rights', () => {
  test.each([
    ['may look at nothing', []],
    ['may read but not write', [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }]],
  ])('that %s ends the install early, with the code', async (words, rules) => {
    const client = await clientOfAccount(practice, words.replaceAll(' ', '-'), rules);
    const before = Date.now();
    await expect(followInstall({ client, plan }).result).rejects.toMatchObject({ code: 'MLA-KUBERNETES-021' });
    expect(Date.now() - before).toBeLessThan(10_000);
    await client.close();
  });
});
