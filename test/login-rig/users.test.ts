import { hash } from 'bcryptjs';
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
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { findChanges } from '../../src/kubeflow/drift/find-changes.ts';
import { listPlanned } from '../../src/kubeflow/install/find-unchanged.ts';
import { readKeptLogins } from '../../src/kubeflow/users/kept-logins.ts';
import { dataOfProfile } from '../../src/kubeflow/users/profile-data.ts';
import { deleteProfile } from '../../src/kubeflow/users/profiles.ts';
import { addUser, listUsers, removeUser, resetPassword } from '../../src/kubeflow/users/users.ts';
import { Secret } from '../../src/secret.ts';
import { chooseFreePort } from '../browser/fixtures/free-port.fixture.ts';
import { followInstall, installation } from '../install/fixtures/follow-install.fixture.ts';
import { objectsOfCluster } from './login-objects.fixture.ts';
import { canLogIn, loginRelease, type LoginRelease } from './login-release.fixture.ts';
import { startLoginRig, type LoginRig } from './login-rig.fixture.ts';

const { signal } = new AbortController();
const dex = { namespace: 'auth', name: 'dex' };

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

  /** The rig's programs start again with what is in the cluster, as Dex's pods do. */
  async function followCluster(): Promise<void> {
    rig.change(await objectsOfCluster(client));
    await rig.restart('dex');
  }

  async function settings(): Promise<string> {
    const found = await client.get<KubernetesObject & { data: Record<string, string> }>(builtInTypes.configMap, dex);
    return found?.data['config.yaml'] ?? '';
  }

  test('a user is added with a profile, a quota and rights elsewhere; what was set by hand stays', async () => {
    const byHand = (await settings()).replace(
      'staticPasswords:',
      `# by hand\nstaticPasswords:\n- email: hand@example.com\n  hash: ${await hash('by-hand', 10)}\n  username: hand`,
    );
    await client.mergePatch(builtInTypes.configMap, dex, { data: { 'config.yaml': byHand } });
    const wish = {
      name: installation,
      email: 'Ann@Example.com',
      profile: { name: 'ann', quota: { 'requests.cpu': '8' } },
      contributes: [{ namespace: 'kubeflow-user-example-com', role: 'view' as const }],
    };
    const password = await addUser(client, wish, signal);
    await followCluster();
    expect(firstFailure(await verify('ann@example.com', password)), rig.log()).toBeUndefined();
    expect(firstFailure(await verify('hand@example.com', new Secret('by-hand')))?.key).toBe('login.noNamespace');
    expect(firstFailure(await verify(release.email, release.password))).toBeUndefined();
    expect(await settings()).toContain('# by hand\n');
    expect(await settings()).not.toContain('$2b$12$');
    expect(await client.get(builtInTypes.quota, { namespace: 'ann', name: 'kf-resource-quota' })).toBeDefined();
    expect(await listUsers(client, signal)).toEqual([
      expect.objectContaining({ email: 'hand@example.com', login: 'password', profiles: [] }),
      expect.objectContaining({ email: release.email, login: 'first' }),
      {
        email: 'ann@example.com',
        login: 'password',
        profiles: [{ name: 'ann', owner: 'ann@example.com', quota: { 'requests.cpu': '8' } }],
        contributes: [{ namespace: 'kubeflow-user-example-com', email: 'ann@example.com', role: 'view' }],
      },
    ]);
  });

  test('a second user of the same address, a taken profile and the first user are refused', async () => {
    const wish = { name: installation, email: 'ann@example.com', profile: undefined, contributes: [] };
    await expect(addUser(client, wish, signal)).rejects.toMatchObject({ key: 'user.exists' });
    const taken = { ...wish, email: 'bob@example.com', profile: { name: 'ann', quota: {} } };
    await expect(addUser(client, taken, signal)).rejects.toMatchObject({ key: 'user.profileTaken' });
    const first = { name: installation, email: release.email };
    await expect(removeUser(client, first, signal)).rejects.toMatchObject({ key: 'user.first' });
    await expect(resetPassword(client, first, signal)).rejects.toMatchObject({ key: 'user.first' });
  });

  test('two people change users at the same moment, and both changes stand', async () => {
    const add = (email: string): Promise<Secret> =>
      addUser(client, { name: installation, email, profile: undefined, contributes: [] }, signal);
    await Promise.all(['bob@example.com', 'eve@example.com'].map(add));
    const emails = (await listUsers(client, signal)).map(({ email }) => email);
    expect(emails).toEqual(expect.arrayContaining(['bob@example.com', 'eve@example.com', 'hand@example.com']));
  });

  test('users stay when the installation is applied again, and nothing is told as a change by others', async () => {
    const before = await settings();
    const { plan } = await loginRelease(await readKeptLogins(client));
    await followInstall({ client, plan }).result;
    // The comment is nobody's setting: the release's own text is sent again, with the users of the cluster.
    expect(await settings()).toBe(before.replace('# by hand\n', ''));
    const listed = await listPlanned({ client, plan, installation, signal });
    const changes = await findChanges({ client, plan, listed, sentBefore: new Set(), signal });
    expect([...changes.values()].map(({ object }) => object).filter((object) => object.includes(' auth/'))).toEqual([]);
  });

  test('a new password takes the place of the old one', async () => {
    const chosen = new Secret('another-password');
    await resetPassword(client, { name: installation, email: 'ann@example.com', password: chosen }, signal);
    await followCluster();
    expect(firstFailure(await verify('ann@example.com', chosen))).toBeUndefined();
    expect(firstFailure(await verify('ann@example.com', release.password))?.key).toBe('login.wrongPassword');
  });

  test('a user who is removed cannot log in; the profile stays until its data was listed and it is deleted', async () => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'work', namespace: 'ann' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    await client.create(builtInTypes.claim, claim);
    const kept = await removeUser(client, { name: installation, email: 'ann@example.com' }, signal);
    expect(kept.map(({ name }) => name)).toEqual(['ann']);
    await followCluster();
    expect(firstFailure(await verify('ann@example.com', release.password))?.key).toBe('login.userUnknown');
    expect(await dataOfProfile(client, 'ann', signal)).toContainEqual({ what: 'volume', names: ['work'] });
    // In place of the profile controller, which deletes the namespace of a Profile that goes.
    const goes = client.delete(builtInTypes.namespace, { name: 'ann' });
    await Promise.all([deleteProfile(client, 'ann', signal), goes]);
    expect(await client.get(builtInTypes.namespace, { name: 'ann' })).toBeUndefined();
    await expect(deleteProfile(client, 'ann', signal)).rejects.toMatchObject({ key: 'user.profileUnknown' });
  });
});
