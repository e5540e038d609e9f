import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { generateCredentials } from '../../src/kubeflow/credentials/credentials.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import { kubeflowVersions, loadTestRelease } from '../../src/kubeflow/testing/releases.fixture.ts';
import { eachOnce, readWrites } from './fixtures/audit-log.fixture.ts';
import { followInstall, installation } from './fixtures/follow-install.fixture.ts';

const version = '26.03';

describe.runIf(kubeflowVersions.includes(version))(
  `Kubeflow ${version}, the release before, on a real control plane`,
  () => {
    let directory: string;
    let cluster: SandboxCluster;
    let client: KubernetesClient;
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
      const parameters = {
        credentials: await generateCredentials(randomBytes),
        user: { email: 'someone@example.com' },
      };
      const plan = makePlan({
        release: await loadTestRelease(version),
        components: 'all',
        installation: { name: installation },
        parameters,
      });
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
  },
);
