import { hash } from 'bcryptjs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { createOutput } from '../../src/cli/output/output.ts';
import type { Session } from '../../src/cli/server/with-server.ts';
import { verifyCluster, verifyInstallation } from '../../src/cli/verify/verify-installation.ts';
import { staticPasswordsIn, withStaticPasswords } from '../../src/kubeflow/users/static-passwords.ts';
import { firstFailure, type VerifyResult } from '../../src/kubeflow/verify/verify.ts';
import { profileType } from '../../src/kubeflow/login/read-facts.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { Secret } from '../../src/secret.ts';
import { chooseFreePort } from '../browser/fixtures/free-port.fixture.ts';
import { openCommandedProduct, type CommandedProduct } from '../install/fixtures/commanded-product.fixture.ts';
import { objectsOfCluster } from './login-objects.fixture.ts';
import { canLogIn } from './login-release.fixture.ts';
import { startLoginRig, type LoginRig } from './login-rig.fixture.ts';

const { signal } = new AbortController();
const dex = { namespace: 'auth', name: 'dex' };
const firstUser = 'someone@example.com';

/**
 * mla installs the login of Kubeflow on a real API server, and changes its users. The programs of the rig have the
 * settings that are in the cluster then, and the gateway's port is reached through the API server: a port forward to
 * its pod leads to the rig. The profile controller is the sandbox's.
 */
describe.runIf(canLogIn)('Users of Kubeflow, on a real API server and through the real OAuth2 Proxy', () => {
  let directory: string;
  let file: string;
  let cluster: SandboxCluster;
  let client: KubernetesClient;
  let product: CommandedProduct;
  let rig: LoginRig;
  let password: Secret;
  const ending: (() => Promise<void>)[] = [];

  /** What a command prints as JSON. */
  async function mla(...words: string[]): Promise<Record<string, unknown>> {
    const { exitCode, stdout, stderr } = await product.mla(...words, '--json');
    expect(exitCode, stderr).toBe(0);
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
  }

  /** How a command ends that is refused: its exit code and message. */
  async function refused(...words: string[]): Promise<string> {
    const { exitCode, stderr } = await product.mla(...words);
    return `${exitCode} ${/^Error: (.*)$/m.exec(stderr)?.[1] ?? stderr}`;
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mla-users-'));
    const port = await chooseFreePort();
    cluster = await startSandboxCluster({
      name: 'users',
      directory,
      podPorts: [{ namespace: 'istio-system', port: 8080, program: port }],
    });
    client = createKubernetesClient(cluster.access);
    ending.push(() => client.close().then(() => cluster.stop()));
    product = await openCommandedProduct(directory, {
      environment: { MLA_RELEASE_PATH: process.env['MLA_RELEASE_PATH'] },
    });
    ending.unshift(() => product.close());
    const kubeconfig = join(directory, 'cluster.kubeconfig');
    file = join(directory, 'demo.yaml');
    await writeFile(kubeconfig, cluster.kubeconfig);
    await mla('connection', 'add', 'existing', 'here', '--kubeconfig', kubeconfig);
    const kubeflow = `{ release: "26.03.1", components: [dashboard, dex, oauth2-proxy, user-profile], user: { email: ${firstUser} } }`;
    await writeFile(
      file,
      `apiVersion: mlanywhere.dev/v1alpha1\nkind: Installation\nmetadata: { name: demo }\nspec:\n  cluster: { platform: existing, connection: here }\n  kubeflow: ${kubeflow}\n`,
    );
    const applied = await product.mla('apply', file, '--follow');
    expect(applied.exitCode, applied.stdout + applied.stderr).toBe(0);
    password = new Secret(String((await mla('credentials', 'demo', '--reveal'))['password']));
    rig = await startLoginRig({ objects: await objectsOfCluster(client), port });
    ending.unshift(() => rig.stop());
  });
  afterAll(async () => {
    for (const end of ending.splice(0)) await end();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  /** What a login with this password ends with; undefined when every check passes. */
  async function logIn(email: string, with_: Secret | string): Promise<string | undefined> {
    const wish = { email, password: with_ instanceof Secret ? with_ : new Secret(with_) };
    const results: VerifyResult[] = await verifyCluster(client, wish, signal);
    return firstFailure(results)?.key;
  }

  /** Dex starts again with what is in the cluster, as its pods do. */
  async function followCluster(): Promise<void> {
    rig.change(await objectsOfCluster(client));
    await rig.restart('dex');
  }

  async function settings(): Promise<string> {
    const found = await client.get<KubernetesObject & { data: Record<string, string> }>(builtInTypes.configMap, dex);
    return found?.data['config.yaml'] ?? '';
  }

  const bindingOf = (name: string, user: string): KubernetesObject => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name, namespace: 'kubeflow-user-example-com', annotations: { user, role: 'edit' } },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'kubeflow-edit' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
  });

  /** Names of the bindings by which an address has rights in the first user's namespace. */
  async function rightsOf(email: string): Promise<string[]> {
    const found = await client.listMetadata(builtInTypes.roleBinding, { namespace: 'kubeflow-user-example-com' });
    return found.filter(({ annotations }) => annotations?.['user']?.toLowerCase() === email).map(({ name }) => name);
  }

  async function annotationOfDex(): Promise<unknown> {
    const found = await client.get(builtInTypes.deployment, dex);
    return (found?.['spec'] as { template: KubernetesObject }).template.metadata.annotations?.['mlanywhere.dev/users'];
  }

  test('the checks log the first user in through the API server, and miss what somebody deletes', async () => {
    expect(await logIn(firstUser, password), rig.log()).toBeUndefined();
    const account = { namespace: 'kubeflow-user-example-com', name: 'default-editor' };
    await client.delete(builtInTypes.serviceAccount, account);
    expect(await logIn(firstUser, password)).toBe('verify.profileIncomplete');
    await client.create(builtInTypes.serviceAccount, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: account });
    expect(await refused('verify', 'demo')).toMatch(/^2 The cluster of demo is simulated/);
  });

  test('the report is JSON for scripts and a JUnit file for CI', async () => {
    const junit = join(directory, 'verify.xml');
    let printed = '';
    const sink = { write: (text: string) => (printed += text) };
    // The commands refuse a simulated cluster, so the server's word for it is left out; all else is as they have it.
    const answers: Record<string, unknown> = {
      getInstallation: { installation: { spec: { cluster: { platform: 'existing' } } } },
      getKubeconfig: { kubeconfig: cluster.kubeconfig },
      revealCredentials: { email: firstUser, password: password.reveal() },
    };
    const session = {
      cli: { signal, environment: {} },
      isNamed: true,
      client: { call: async (what: string) => answers[what] },
      output: createOutput({ json: true, stdout: sink, stderr: { write: () => true }, environment: {} }),
    };
    expect(await verifyInstallation(session as unknown as Session, 'demo', { user: undefined, junit })).toBeUndefined();
    const { checks } = JSON.parse(printed) as { checks: { id: string; state: string }[] };
    expect(checks.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'gateway passed',
      'login passed',
      'profile passed',
    ]);
    const xml = await readFile(junit, 'utf8');
    expect(xml).toContain('tests="3" failures="0"');
    expect(printed + xml).not.toContain(password.reveal());
  });

  test('a user is added with a profile, a quota and rights elsewhere; what was set by hand stays', async () => {
    const byHand = (await settings()).replace(
      'staticPasswords:',
      `# by hand\nstaticPasswords:\n- email: hand@example.com\n  hash: ${await hash('by-hand', 10)}\n  username: hand`,
    );
    await client.mergePatch(builtInTypes.configMap, dex, { data: { 'config.yaml': byHand } });
    const more = ['--quota', 'requests.cpu=8', '--contributor-of', 'kubeflow-user-example-com:view'];
    const added = await mla('user', 'add', 'demo', 'Ann@Example.com', ...more);
    expect(added).toMatchObject({ email: 'ann@example.com', profile: 'ann' });
    await followCluster();
    expect(await logIn('ann@example.com', String(added['password'])), rig.log()).toBeUndefined();
    expect(await logIn('hand@example.com', 'by-hand')).toBe('login.noNamespace');
    expect(await logIn(firstUser, password)).toBeUndefined();
    expect(await settings()).toContain('# by hand\n');
    expect(await settings()).not.toContain('$2b$12$');
    expect(await client.get(builtInTypes.quota, { namespace: 'ann', name: 'kf-resource-quota' })).toBeDefined();
    expect((await product.mla('user', 'list', 'demo')).stdout).toBe(`email                 login        namespaces
hand@example.com      password     none
someone@example.com   first user   kubeflow-user-example-com
ann@example.com       password     ann, kubeflow-user-example-com (view)
`);
  });

  test('the same address again, a taken profile and the first user are refused', async () => {
    expect(await refused('user', 'add', 'demo', 'ANN@example.com', '--no-profile')).toBe(
      '4 Dex already has the user ann@example.com.',
    );
    expect(await refused('user', 'add', 'demo', 'bob@example.com', '--profile', 'ann')).toBe(
      '4 The name ann is taken: it belongs to ann@example.com.',
    );
    const rights = ['--contributor-of', 'kubeflow-user-example-com'];
    expect(await refused('user', 'add', 'demo', 'Ann@example.com', '--profile', 'ann-two', ...rights)).toMatch(
      /^4 Dex/,
    );
    const unknown = '--contributor-of=kubeflow-user-example-com,no-such';
    expect(await refused('user', 'add', 'demo', 'carl@example.com', unknown)).toBe('3 There is no Profile no-such.');
    // Kubeflow gives both addresses the same binding.
    await client.create(
      builtInTypes.roleBinding,
      bindingOf('user-jo-lab-example-com-clusterrole-edit', 'jo@lab.example.com'),
    );
    expect(await refused('user', 'add', 'demo', 'jo.lab@example.com', ...rights)).toMatch(
      /^4 jo\.lab@example\.com cannot get rights .* belongs to jo@lab\.example\.com\.$/,
    );
    const made = (await client.list(profileType)).map(({ metadata }) => metadata.name).toSorted();
    expect(made, 'a refused command makes nothing').toEqual(['ann', 'kubeflow-user-example-com']);
    expect(await rightsOf('ann@example.com')).toEqual(['user-ann-example-com-clusterrole-view']);
    expect(await refused('user', 'remove', 'demo', firstUser, '--with-profile')).toMatch(/^2 .* is the first user/);
    expect(await refused('user', 'remove', 'demo', firstUser)).toMatch(/^2 .* is the first user/);
    expect(await refused('user', 'reset-password', 'demo', firstUser)).toMatch(/^2 .* is the first user/);
  });

  test('a user is removed with all rights, whatever they are called; what was interrupted is finished by repeating', async () => {
    await mla('user', 'add', 'demo', 'dan@example.com', '--contributor-of', 'kubeflow-user-example-com');
    await client.create(builtInTypes.roleBinding, bindingOf('written-by-hand', 'Dan@example.com'));
    // As after Ctrl-C: the login is gone from the settings, and Dex has not been restarted.
    const started = await annotationOfDex();
    const before = await settings();
    const others = staticPasswordsIn(before).filter(({ email }) => email !== 'dan@example.com');
    const data = { 'config.yaml': withStaticPasswords(before, others) };
    await client.mergePatch(builtInTypes.configMap, dex, { data });
    expect(await mla('user', 'remove', 'demo', 'DAN@example.com')).toMatchObject({ removedLogin: true });
    expect(await annotationOfDex()).not.toBe(started);
    expect(await rightsOf('dan@example.com')).toEqual([]);
    expect(await refused('user', 'remove', 'demo', 'nobody@example.com')).toMatch(/^3 Dex has no user/);
    await client.delete(profileType, { name: 'dan' });
  });

  test('two people change users at the same moment, and both changes stand', async () => {
    await Promise.all(['bob', 'eve'].map((name) => mla('user', 'add', 'demo', `${name}@example.com`, '--no-profile')));
    const { users } = (await mla('user', 'list', 'demo')) as { users: { email: string }[] };
    const emails = users.map(({ email }) => email);
    expect(emails).toEqual(expect.arrayContaining(['bob@example.com', 'eve@example.com', 'hand@example.com']));
  });

  test('users stay when the installation is applied again, and are not told as a change by others', async () => {
    const before = await settings();
    const applied = await product.mla('apply', file, '--follow', '--repair');
    expect(applied.exitCode, applied.stdout + applied.stderr).toBe(0);
    // The comment is nobody's setting: the release's own text is sent again, with the users of the cluster.
    expect(await settings()).toBe(before.replace('# by hand\n', ''));
    expect((await product.mla('drift', 'demo')).stdout).toBe('Nothing of this installation was changed by others.\n');
  });

  test('a new password takes the place of the old one', async () => {
    const chosen = join(directory, 'password');
    await writeFile(chosen, 'another-password\n');
    await mla('user', 'reset-password', 'demo', 'ann@example.com', '--password-file', chosen);
    await followCluster();
    expect(await logIn('ann@example.com', 'another-password')).toBeUndefined();
    expect(await logIn('ann@example.com', password)).toBe('login.wrongPassword');
  });

  test('a profile is deleted only by its name, after its data was listed; without that it stays', async () => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'work', namespace: 'ann' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    await client.create(builtInTypes.claim, claim);
    const remove = (...words: string[]): ReturnType<typeof product.mla> =>
      product.mla('user', 'remove', 'demo', 'ann@example.com', ...words);
    const wrong = await remove('--with-profile', '--confirm', 'anne');
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('  - volume: work\n')]);
    expect((await remove()).stdout).toBe(
      'ann@example.com can no longer log in. Kept with all data: the Profile ann.\n',
    );
    await followCluster();
    expect(await logIn('ann@example.com', 'another-password')).toBe('login.userUnknown');

    await mla('user', 'add', 'demo', 'ann@example.com');
    const stop = new AbortController();
    // In place of the profile controller, which deletes the namespace of a Profile that goes.
    const goes = client.observe(profileType, {
      signal: stop.signal,
      onList: () => undefined,
      onChange: ({ type, object }) => {
        if (type === 'DELETED') void client.delete(builtInTypes.namespace, { name: object.metadata.name });
      },
    });
    expect(await remove('--with-profile', '--confirm', 'ann')).toMatchObject({
      exitCode: 0,
      stdout: 'ann@example.com can no longer log in. The Profile ann and its data are deleted.\n',
    });
    stop.abort();
    await goes.catch(() => undefined);
    expect(await client.get(builtInTypes.namespace, { name: 'ann' })).toBeUndefined();
  });
});
