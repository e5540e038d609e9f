import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { verifyCluster } from '../../src/cli/verify/verify-installation.ts';
import { firstFailure, type VerifyResult } from '../../src/kubeflow/verify/verify.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { Secret } from '../../src/secret.ts';
import { chooseFreePort } from '../browser/fixtures/free-port.fixture.ts';
import { followInstall } from '../install/fixtures/follow-install.fixture.ts';
import { objectsOfCluster } from './login-objects.fixture.ts';
import { canLogIn, loginRelease, type LoginRelease } from './login-release.fixture.ts';
import { startLoginRig, type LoginRig } from './login-rig.fixture.ts';

const { signal } = new AbortController();

/**
 * The login of Kubeflow is installed on a real API server. The programs of the rig have the settings that are in the
 * cluster then, and the gateway's port is reached through the API server: a port forward to its pod leads to the rig.
 */
describe.runIf(canLogIn)('Users of Kubeflow, on a real API server and through the real OAuth2 Proxy', () => {
  let release: LoginRelease;
  let directory: string;
  let cluster: SandboxCluster;
  let client: KubernetesClient;
  let rig: LoginRig;
  const ending: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    release = await loginRelease();
    directory = await mkdtemp(join(tmpdir(), 'mla-users-'));
    const port = await chooseFreePort();
    cluster = await startSandboxCluster({
      name: 'users',
      directory,
      podPorts: [{ namespace: 'istio-system', port: 8080, program: port }],
    });
    client = createKubernetesClient(cluster.access);
    ending.push(() => client.close().then(() => cluster.stop()));
    await followInstall({ client, plan: release.plan }).result;
    rig = await startLoginRig({ objects: await objectsOfCluster(client), port });
    ending.push(() => rig.stop());
  });
  afterAll(async () => {
    await Promise.all(ending.splice(0).map((end) => end()));
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  function verify(email: string, password: Secret): Promise<VerifyResult[]> {
    return verifyCluster(client, { email, password }, signal);
  }

  test('mla verify logs the first user in through the API server, and misses what somebody deletes', async () => {
    const results = await verify(release.email, release.password);
    expect(firstFailure(results), rig.log()).toBeUndefined();
    expect(results.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'gateway passed',
      'login passed',
      'profile passed',
    ]);
    const account = { namespace: 'kubeflow-user-example-com', name: 'default-editor' };
    await client.delete(builtInTypes.serviceAccount, account);
    const after = await verify(release.email, release.password);
    expect(firstFailure(after)).toMatchObject({
      key: 'verify.profileIncomplete',
      details: { missing: 'no ServiceAccount default-editor' },
    });
    await client.create(builtInTypes.serviceAccount, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: account });
  });
});
