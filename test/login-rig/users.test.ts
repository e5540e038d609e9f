import { hash } from 'bcryptjs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { createOutput } from '../../src/cli/output/output.ts';
import type { Session } from '../../src/cli/server/with-server.ts';
import { verifyInstallation } from '../../src/cli/verify/verify-installation.ts';
import { staticPasswordsIn, withStaticPasswords } from '../../src/kubeflow/users/static-passwords.ts';
import { verifyCluster } from '../../src/kubeflow/verify/verify-cluster.ts';
import { firstFailure, type VerifyResult } from '../../src/kubeflow/verify/verify.ts';
import { profileType } from '../../src/kubeflow/login/read-facts.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { Secret } from '../../src/secret.ts';
import { chromiumPath, launchBrowser, openPage } from '../browser/fixtures/browser.fixture.ts';
import { chooseFreePort } from '../browser/fixtures/free-port.fixture.ts';
import { openCommandedProduct, type CommandedProduct } from '../install/fixtures/commanded-product.fixture.ts';
import { openCheckedServer } from './checked-server.fixture.ts';
import { objectsOfCluster } from './login-objects.fixture.ts';
import { canLogIn } from './login-release.fixture.ts';
import { startLoginRig, type LoginRig } from './login-rig.fixture.ts';
import { openUsersPage } from './users-page.fixture.ts';

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
    const results: VerifyResult[] = await verifyCluster(client, wish, { signal, readOnly: true });
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

  /** What the cluster lets a namespace use, as its ResourceQuota says. */
  async function limitsOf(namespace: string): Promise<object | undefined> {
    const found = await client.get<KubernetesObject & { spec: { hard: object } }>(builtInTypes.quota, {
      namespace,
      name: 'kf-resource-quota',
    });
    return found?.spec.hard;
  }

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
    expect(
      await verifyInstallation(session as unknown as Session, 'demo', { user: undefined, junit, readOnly: true }),
    ).toBeUndefined();
    const { checks } = JSON.parse(printed) as { checks: { id: string; state: string }[] };
    expect(checks.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'gateway passed',
      'login passed',
      'address skipped',
      'profile passed',
      'notebook skipped',
      'volume skipped',
      'pipeline skipped',
      'artifact skipped',
      'model skipped',
    ]);
    const xml = await readFile(junit, 'utf8');
    expect(xml).toContain('tests="9" failures="0"');
    expect(printed + xml).not.toContain(password.reveal());
  });

  test.runIf(chromiumPath !== undefined)(
    'stage 4 runs the checks, keeps their results and says what fails',
    async () => {
      await using server = await openCheckedServer(() => createKubernetesClient(cluster.access), firstUser);
      const { installations } = server.service;
      await installations.saveCredentials('demo', { email: firstUser, password });
      const browser = await launchBrowser();
      const login = { url: server.service.url, loginLink: server.service.loginLink() };
      const { page, complaints } = await openPage(browser, login);
      await page.goto(`${login.url}/installations/demo/ready`);
      const checks = page.getByRole('region', { name: 'Checks' });
      await checks.getByRole('checkbox', { name: 'Only read' }).check();
      await checks.getByRole('button', { name: 'Run the checks' }).click();
      const standing = checks.getByText(/^\d (passed|failed)/);
      await standing.waitFor();
      expect(await standing.textContent()).toBe(`3 passed, just now, as ${firstUser}.`);
      await page.reload();
      await checks.getByText('A user logs in and sees the dashboard').waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        checks.getByRole('button', { name: 'Download JUnit file' }).click(),
      ]);
      expect(await readFile(await download.path(), 'utf8')).toMatch(/tests="\d" failures="0"/);

      await installations.saveCredentials('demo', { email: firstUser, password: new Secret('a-wrong-one') });
      await checks.getByRole('button', { name: 'Run the checks again' }).click();
      await checks.getByText(`Dex rejects the password of ${firstUser}.`).waitFor();
      await checks.getByText('MLA-LOGIN-013').waitFor();
      const looked = async () =>
        (await server.client.call('lookUpStates', { params: { name: 'demo' }, query: { only: 'dashboard,login' } }))
          .states;
      expect((await looked()).map(({ id, state }) => `${id} ${state}`)).toEqual(['dashboard good', 'login bad']);
      await installations.saveCredentials('demo', { email: firstUser, password });
      expect((await looked())[1]).toMatchObject({ state: 'good', value: `${firstUser} can log in` });
      expect(complaints).toEqual([]);
      await browser.close();
    },
  );

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

  test('the states of the installation are looked up in the cluster', async () => {
    const { states } = (await mla('status', 'demo', '--now')) as {
      states: { id: string; state: string; value: string }[];
    };
    expect(Object.fromEntries(states.map(({ id, state, value }) => [id, `${state}: ${value}`]))).toMatchObject({
      cluster: expect.stringMatching(/^good: The API server answers/) as string,
      users: expect.stringMatching(/^good: \d+ users, \d+ namespaces$/) as string,
      kubeconfigs: 'none: None issued for single namespaces',
      drift: 'good: No changes by others',
      certificate: 'none: None: only a forwarded port',
    });
  });

  test('a new password takes the place of the old one', async () => {
    const chosen = join(directory, 'password');
    await writeFile(chosen, 'another-password\n');
    await mla('user', 'reset-password', 'demo', 'ann@example.com', '--password-file', chosen);
    await followCluster();
    expect(await logIn('ann@example.com', 'another-password')).toBeUndefined();
    expect(await logIn('ann@example.com', password)).toBe('login.wrongPassword');
  });

  test('the first user gets another password too: store and cluster agree, and an install keeps it', async () => {
    const { password: made } = await mla('user', 'reset-password', 'demo', firstUser.toUpperCase());
    await followCluster();
    expect(await logIn(firstUser, String(made)), rig.log()).toBeUndefined();
    expect(await logIn(firstUser, password)).toBe('login.wrongPassword');
    expect((await product.mla('drift', 'demo')).stdout).toBe('Nothing of this installation was changed by others.\n');
    const applied = await product.mla('apply', file, '--follow');
    expect(applied.exitCode, applied.stdout + applied.stderr).toBe(0);
    await followCluster();
    expect(await logIn(firstUser, String(made)), rig.log()).toBeUndefined();
    expect(await mla('credentials', 'demo', '--reveal')).toMatchObject({ password: made });
  });

  test('an external user gets a namespace without a password, and rights change later', async () => {
    const started = await annotationOfDex();
    const team = 'kubeflow-user-example-com';
    const guest = 'Guest@Example.com';
    expect(await mla('user', 'add', 'demo', guest, '--external')).toMatchObject({ email: guest, profile: 'guest' });
    expect(await annotationOfDex(), 'Dex has nothing to learn').toBe(started);
    expect(await settings()).not.toMatch(/guest/i);
    expect(await refused('user', 'add', 'demo', guest, '--external', '--no-profile')).toMatch(/^2 /);
    const listed = async (): Promise<string> =>
      (await product.mla('user', 'list', 'demo')).stdout.split('\n').find((line) => line.startsWith(guest)) ?? '';
    await mla('user', 'set', 'demo', guest.toLowerCase(), '--contributor-of', team);
    expect(await listed()).toMatch(/none in Dex +guest, kubeflow-user-example-com \(edit\)$/);
    await mla('user', 'set', 'demo', guest, '--contributor-of', `${team}:view`);
    expect(await listed()).toMatch(/guest, kubeflow-user-example-com \(view\)$/);
    await mla('user', 'set', 'demo', guest, '--remove-from', team);
    expect(await listed()).toMatch(/ guest$/);
    expect(await refused('user', 'set', 'demo', 'nobody@example.com', '--remove-from', team)).toMatch(/^3 Nobody/);
    await client.delete(profileType, { name: 'guest' });
  });

  test('limits of a namespace change later: those that are not named stay, and the last one that is lifted leaves none', async () => {
    const owner = 'Kim@Example.com';
    await mla('user', 'add', 'demo', owner, '--external', '--quota', 'cpu=8,requests.memory=16Gi');
    const limit = (...words: string[]) => mla('user', 'set', 'demo', owner, '--quota', ...words);
    await expect.poll(() => limitsOf('kim')).toEqual({ cpu: '8', 'requests.memory': '16Gi' });
    expect(await limit('cpu=none,pods=20')).toMatchObject({
      profiles: [{ name: 'kim', quota: { pods: '20', 'requests.memory': '16Gi' } }],
    });
    await expect.poll(() => limitsOf('kim')).toEqual({ pods: '20', 'requests.memory': '16Gi' });
    await limit('pods=none,requests.memory=none');
    expect(await limitsOf('kim')).toBeUndefined();
    expect((await product.mla('logs', 'demo')).stdout).toContain(
      `Someone changed the limits of the namespace of ${owner}`,
    );

    expect(await refused('user', 'set', 'demo', 'bob@example.com', '--quota', 'cpu=1')).toMatch(
      /^3 There is no Profile/,
    );
    const second = { metadata: { name: 'kim-2' }, spec: { owner: { kind: 'User', name: owner } } };
    await client.create(profileType, { apiVersion: 'kubeflow.org/v1', kind: 'Profile', ...second });
    expect(await refused('user', 'set', 'demo', owner, '--quota', 'cpu=1')).toMatch(
      /^2 .*several Profiles: kim, kim-2/,
    );
    const both = ['--contributor-of', 'kubeflow-user-example-com', '--quota', 'cpu=1', '--profile', 'gone'];
    expect(await refused('user', 'set', 'demo', owner, ...both)).toMatch(/^3 There is no Profile gone of Kim/);
    expect(await rightsOf('kim@example.com'), 'nothing is half done').toEqual([]);
    await limit('cpu=1', '--profile', 'kim-2');
    await expect.poll(() => limitsOf('kim-2')).toEqual({ cpu: '1' });
    for (const name of ['kim', 'kim-2']) await client.delete(profileType, { name });
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
    const stop = deleteNamespaces();
    expect(await remove('--with-profile', '--confirm', 'ann')).toMatchObject({
      exitCode: 0,
      stdout: 'ann@example.com can no longer log in. The Profile ann and its data are deleted.\n',
    });
    await stop();
    expect(await client.get(builtInTypes.namespace, { name: 'ann' })).toBeUndefined();
  });

  test.runIf(chromiumPath !== undefined)('a person does the same in stage 4, and sees each password once', async () => {
    const browser = await launchBrowser();
    const stop = deleteNamespaces();
    const { page, complaints, ...users } = await openUsersPage(browser, product, { name: 'demo' });
    const fields = { 'CPU limit': '8', 'Namespaces of others': 'kubeflow-user-example-com:view' };
    const first = await users.add('Gus@Example.com', fields);
    await page.getByText('(cpu 8)').waitFor();
    expect(await rightsOf('gus@example.com')).toEqual(['user-gus-example-com-clusterrole-view']);
    await followCluster();
    expect(await logIn('gus@example.com', first), rig.log()).toBeUndefined();
    const second = await users.reset('gus@example.com');
    await followCluster();
    expect(await logIn('gus@example.com', second)).toBeUndefined();
    const kept = await page.evaluate(() => [localStorage, sessionStorage].map((kept) => JSON.stringify(kept)).join(''));
    for (const shown of [await page.content(), kept])
      for (const secret of [first, second]) expect(shown).not.toContain(secret);
    await users.remove('gus@example.com', 'gus');
    expect(await client.get(builtInTypes.namespace, { name: 'gus' })).toBeUndefined();
    expect((await product.mla('logs', 'demo')).stdout).toContain('Someone removed the user gus@example.com');
    expect(complaints).toEqual([]);
    await stop();
    await browser.close();
  });

  test.runIf(chromiumPath !== undefined)(
    'in stage 4 an external user is added, and rights and limits change, each shown before it is sent',
    async () => {
      const team = 'kubeflow-user-example-com';
      const email = 'Ida@Example.com';
      const started = await annotationOfDex();
      const browser = await launchBrowser();
      const { page, complaints, ...users } = await openUsersPage(browser, product, { name: 'demo' });
      await users.addExternal(email, { 'CPU limit': '8' });
      expect(await annotationOfDex(), 'Dex has nothing to learn').toBe(started);
      await expect.poll(() => limitsOf('ida')).toEqual({ cpu: '8' });

      const more = { 'More namespaces of others': team, 'Memory limit': '32Gi', 'CPU limit': '' };
      expect(await users.change(email, { fields: more })).toEqual([
        `Rights in ${team}: none → edit`,
        'CPU limit of ida: 8 → none',
        'Memory limit of ida: none → 32Gi',
      ]);
      await page.getByText('(memory 32Gi)').waitFor();
      await expect.poll(() => limitsOf('ida')).toEqual({ memory: '32Gi' });
      expect(await rightsOf('ida@example.com')).toEqual(['user-ida-example-com-clusterrole-edit']);

      expect(await users.change(email, { rights: { [team]: 'View' } })).toEqual([`Rights in ${team}: edit → view`]);
      expect(await rightsOf('ida@example.com')).toEqual(['user-ida-example-com-clusterrole-view']);
      await users.change(email, { rights: { [team]: 'No rights' }, fields: { 'Memory limit': '' } });
      expect(await rightsOf('ida@example.com')).toEqual([]);
      expect(await limitsOf('ida')).toBeUndefined();

      // The first user's Profile is the installation's, and its limits are the user's all the same.
      await users.change(firstUser, { fields: { 'CPU limit': '64' } });
      await expect.poll(() => limitsOf(team)).toEqual({ cpu: '64' });
      expect((await product.mla('drift', 'demo')).stdout).toBe('Nothing of this installation was changed by others.\n');
      expect(complaints).toEqual([]);
      await browser.close();
      await client.delete(profileType, { name: 'ida' });
    },
  );

  /** In place of the profile controller, which deletes the namespace of a Profile that goes. Gives what ends it. */
  function deleteNamespaces(): () => Promise<void> {
    const stop = new AbortController();
    const goes = client.observe(profileType, {
      signal: stop.signal,
      onList: () => undefined,
      onChange: ({ type, object }) => {
        if (type === 'DELETED') void client.delete(builtInTypes.namespace, { name: object.metadata.name });
      },
    });
    return async () => {
      stop.abort();
      await goes.catch(() => undefined);
    };
  }
});
