import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hangSignal } from '../patience.fixture.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { generateCredentials } from '../../src/kubeflow/credentials/credentials.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import { carryOutUpgrade, type UpgradeNews } from '../../src/kubeflow/upgrade/carry-out-upgrade.ts';
import { computeUpgrade } from '../../src/kubeflow/upgrade/compute/compute-upgrade.ts';
import { listInstalled, placeText } from '../../src/kubeflow/upgrade/installed-objects.ts';
import { lookAtUpgrade } from '../../src/kubeflow/upgrade/look-at-upgrade.ts';
import { probeRoutes } from '../../src/kubeflow/upgrade/testing/probe-routes.fixture.ts';
import { settingsInMemory } from '../../src/kubeflow/upgrade/testing/settings-in-memory.fixture.ts';
import { watchMoments } from '../../src/kubeflow/upgrade/testing/watch-moments.fixture.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import { keyText, type KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { kubeflowVersions, loadTestRelease } from '../../src/kubeflow/testing/releases.fixture.ts';
import { eachOnce, readWrites } from './fixtures/audit-log.fixture.ts';
import { makeUsersObjects, readUsersObjects } from './fixtures/users-objects.fixture.ts';
import { followInstall, installation } from './fixtures/follow-install.fixture.ts';

const version = '26.03';
const next = '26.03.1';

describe.runIf(kubeflowVersions.includes(version))(
  `Kubeflow ${version}, the release before, on a real control plane`,
  () => {
    let directory: string;
    let cluster: SandboxCluster;
    let client: KubernetesClient;
    let credentials: Awaited<ReturnType<typeof generateCredentials>>;
    const planOf = async (wanted: string): Promise<Plan> =>
      makePlan({
        release: await loadTestRelease(wanted),
        components: 'all',
        installation: { name: installation },
        parameters: { credentials, user: { email: 'someone@example.com' } },
      });
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
      cluster = await startSandboxCluster({ name: 'earlier-kubeflow', directory });
      client = createKubernetesClient(cluster.access);
    });
    afterAll(async () => {
      await client.close();
      await cluster.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    });

    test('installs to the last workload, each object sent once and none rejected, and no wait is told as trouble', async () => {
      credentials = await generateCredentials(randomBytes);
      const plan = await planOf(version);
      expect(plan.objects).toHaveLength(675);
      const install = followInstall({ client, plan });
      const result = await install.result;
      const { sent, rejected } = await readWrites(cluster.auditLog);
      expect(rejected).toEqual([]);
      expect(sent).toEqual(eachOnce(plan));
      expect(result).toMatchObject({ objects: 675, applied: 675, rejected: 0 });
      expect(result.ready).toBe(result.workloads);
      expect(install.news.filter((one) => one.type === 'slow' && !one.overdue)).toEqual([]);
    });

    test.runIf(kubeflowVersions.includes(next))(
      `is upgraded to ${next} under running programs: what cannot be changed is made again, paths change hands, leftovers go, and what users have stays`,
      async () => {
        await makeUsersObjects(client);
        const before = await readUsersObjects(client);
        const definitions = await client.listMetadata(builtInTypes.customResourceDefinition);
        const passwords = await readPasswords();
        const watched = await watchMoments(client);
        const prober = await probeRoutes(client);
        const news: UpgradeNews[] = [];
        const result = await upgradeTo(next, (one) => news.push(one));
        await watched.stop();
        const probed = await prober.stop();

        expect(result).toMatchObject({ removed: 35 });
        // Programs behind webhooks are replaced too: what they check is sent again until they answer.
        expect(rejected.filter((why) => !/^The admission webhook \S+ could not be called/.test(why))).toEqual([]);
        expect(result.ready).toBe(result.workloads);
        const prepared = news.flatMap((one) => (one.type === 'prepared' ? [`${one.verb} ${one.object}`] : []));
        expect(prepared.toSorted()).toEqual([
          'hand-over VirtualService.networking.istio.io kubeflow/centraldashboard',
          'hand-over VirtualService.networking.istio.io kubeflow/kserve-models-web-app',
          'recreate ClusterRoleBinding.rbac.authorization.k8s.io llmisvc-manager-rolebinding',
          'recreate Deployment.apps kubeflow-system/jobset-controller-manager',
          'recreate Deployment.apps kubeflow/profiles-deployment',
        ]);
        expect(news.filter(({ type }) => type === 'not-removed')).toEqual([]);

        const dashboards = watched.moments.map(({ routes }) =>
          routes.filter((name) => /kubeflow\/(centraldashboard|dashboard)$/.test(name)),
        );
        expect(dashboards[0]).toHaveLength(1);
        expect(dashboards.at(-1)).toEqual(['VirtualService.networking.istio.io kubeflow/dashboard']);
        expect(probed.lasting).toContain('kubeflow/kubeflow-gateway * /');
        expect(probed).toMatchObject({ lost: [], disputed: [] });
        const handed = watched.moments.find(({ routes }) => routes.some((name) => name.endsWith('kubeflow/dashboard')));
        expect(handed?.available).toContain('Deployment.apps kubeflow/dashboard');

        expect(await readUsersObjects(client)).toEqual(before);
        expect(await readPasswords()).toEqual(passwords);
        const left = await client.listMetadata(builtInTypes.customResourceDefinition);
        expect(left.map(({ uid }) => uid)).toEqual(expect.arrayContaining(definitions.map(({ uid }) => uid)));
        const names = new Set((await planOf(next)).objects.map(({ type, key }) => placeText(type, key)));
        const there = await listInstalled({ client, installation, signal: hangSignal() });
        expect(
          there.filter(({ type, key }) => !names.has(placeText(type, key))).map(({ key }) => keyText(key)),
        ).toEqual(['CustomResourceDefinition.apiextensions.k8s.io inferencemodels.inference.networking.x-k8s.io']);
      },
    );

    test.runIf(kubeflowVersions.includes(next))(`is there again after the way back, with what users have`, async () => {
      const before = await readUsersObjects(client);
      const result = await upgradeTo(version);
      expect(result.ready).toBe(result.workloads);
      expect(await readUsersObjects(client)).toEqual(before);
      const facts = await lookAtUpgrade({ client, installation, wanted: await planOf(version), signal: hangSignal() });
      expect(computeUpgrade(facts).view.changes.filter(({ verb }) => verb !== 'keep')).toEqual([]);
    });

    /** Why objects were refused, in the order in which it happened. */
    const rejected: string[] = [];

    async function upgradeTo(
      wanted: string,
      tellUpgrade: (news: UpgradeNews) => void = () => undefined,
    ): ReturnType<typeof carryOutUpgrade> {
      return carryOutUpgrade({
        client,
        plan: await planOf(wanted),
        installation,
        softLimits: { gate: 600, workload: 600 },
        settings: 'keep',
        record: settingsInMemory(),
        signal: hangSignal(),
        now: () => new Date(),
        tell: (one) => {
          if (one.type === 'object-rejected') rejected.push(one.why);
        },
        tellUpgrade,
      });
    }

    async function readPasswords(): Promise<unknown[]> {
      const secrets = await client.list<KubernetesObject>(builtInTypes.secret);
      return secrets
        .filter(({ metadata: { namespace, name } }) =>
          ['auth/dex-passwords', 'kubeflow/mysql-secret', 'kubeflow/mlpipeline-minio-artifact'].includes(
            `${namespace ?? ''}/${name}`,
          ),
        )
        .map(({ metadata, data }) => [metadata.name, data]);
    }
  },
);
