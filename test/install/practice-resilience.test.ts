import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { kubernetesCodes as codes } from '../../src/kubernetes/error-codes.ts';
import type { KubernetesObject, ResourceType } from '../../src/kubernetes/object.ts';
import { createKubernetesClient } from '../../src/kubernetes/undici-client.ts';
import { Secret } from '../../src/secret.ts';
import { auditLogEnd, eachOnce, readWrites } from './audit-log.ts';
import { followInstall, untilApplied } from './follow-install.ts';
import { impatience, practicePlan as plan, startPracticeCluster, type PracticeCluster } from './practice-cluster.ts';

let practice: PracticeCluster;
beforeAll(async () => void (practice = await startPracticeCluster('practice-resilience')));
afterAll(() => practice.stop());
afterEach(() => practice.reset());

const softLimits = { gate: 1, workload: 60 };

describe('an install takes no harm from', () => {
  test('answers that come late', async () => {
    const from = await auditLogEnd(practice.cluster.auditLog);
    practice.cluster.faults.set([{ fault: { kind: 'latency', delayMs: 300 } }]);
    expect(await followInstall({ client: practice.clientThroughFaults(), plan }).result).toMatchObject({ applied: 47, rejected: 0, ready: 8 });
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

describe('an install that is repeated', () => {
  test('sends nothing when nothing has changed, and what is missing when something was deleted', async () => {
    const { auditLog } = practice.cluster;
    await followInstall({ client: practice.client, plan }).result;
    const second = await auditLogEnd(auditLog);
    expect(await followInstall({ client: practice.client, plan }).result).toMatchObject({ applied: 47, unchanged: 47, ready: 8 });
    expect([...(await readWrites(auditLog, second)).sent]).toEqual([]);

    const configMaps = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
    await practice.client.delete(configMaps, { namespace: 'practice-notebooks', name: 'notebook-choices' });
    const third = await auditLogEnd(auditLog);
    expect(await followInstall({ client: practice.client, plan }).result).toMatchObject({ applied: 47, unchanged: 46, ready: 8 });
    expect([...(await readWrites(auditLog, third)).sent]).toEqual([['configmaps. practice-notebooks/notebook-choices', 1]]);
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
  const accounts: ResourceType = { group: '', version: 'v1', kind: 'ServiceAccount', plural: 'serviceaccounts', namespaced: true };
  const roles: ResourceType = { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole', plural: 'clusterroles', namespaced: false };
  const bindings: ResourceType = { ...roles, kind: 'ClusterRoleBinding', plural: 'clusterrolebindings' };
  const rbac = 'rbac.authorization.k8s.io/v1';

  async function clientOf(name: string, rules: readonly object[]): Promise<ReturnType<typeof createKubernetesClient>> {
    const { client, cluster } = practice;
    const objects: [ResourceType, KubernetesObject][] = [
      [accounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' } }],
      [roles, { apiVersion: rbac, kind: 'ClusterRole', metadata: { name }, rules }],
      [bindings, { apiVersion: rbac, kind: 'ClusterRoleBinding', metadata: { name }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name }, subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }] }],
    ];
    for (const [type, object] of objects) await client.create(type, object);
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
    const { status } = await client.request<{ status: { token: string } }>('POST', `/api/v1/namespaces/default/serviceaccounts/${name}/token`, request);
    const { server, certificateAuthority = '' } = cluster.access;
    return createKubernetesClient({ server, certificateAuthority, token: () => Promise.resolve(new Secret(status.token)) });
  }

  test.each([
    ['may look at nothing', []],
    ['may read but not write', [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }]],
  ])('that %s ends the install early, with the code', async (words, rules) => {
    const client = await clientOf(words.replaceAll(' ', '-'), rules);
    await expect(followInstall({ client, plan }).result).rejects.toMatchObject({ code: codes.forbidden });
    await client.close();
  });
});
