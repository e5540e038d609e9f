import { createPrivateKey, sign } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { limitedKubeconfig } from '../cli/kubeconfig/limited-kubeconfig.ts';
import { Secret } from '../secret.ts';
import type { KubernetesClient } from './client.ts';
import { readKubeconfig } from './kubeconfig/kubeconfig.ts';
import { issueLimitedAccess, listLimitedAccess, revokeLimitedAccess } from './limited-access/limited-access.ts';
import { apiVersionOf, type KubernetesObject, type ResourceType } from './objects/object.ts';
import { readiness } from './readiness/readiness.ts';
import { matching } from './testing/matching.fixture.ts';
import { createKubernetesClient } from './create-client.ts';
import { patience } from '../../test/patience.fixture.ts';

const core = (kind: string, plural: string, namespaced = true): ResourceType => ({
  group: '',
  version: 'v1',
  kind,
  plural,
  namespaced,
});
const configMaps = core('ConfigMap', 'configmaps');
const namespaces = core('Namespace', 'namespaces', false);
const definitions: ResourceType = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  namespaced: false,
};
const things: ResourceType = { group: 'example.org', version: 'v1', kind: 'Thing', plural: 'things', namespaced: true };

const thingDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.example.org' },
  spec: {
    group: 'example.org',
    scope: 'Namespaced',
    names: { kind: 'Thing', plural: 'things' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
          },
        },
      },
    ],
  },
};

describe('a client of a real API server', () => {
  let directory: string;
  let cluster: SandboxCluster;
  let client: KubernetesClient;
  const toClose: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'client-'));
    cluster = await startSandboxCluster({ name: 'client', directory, simulate: false });
    client = createKubernetesClient(await readKubeconfig(cluster.kubeconfig, { execAllowed: false }));
    toClose.push(client);
  });
  afterAll(async () => {
    await Promise.all(toClose.map((one) => one.close()));
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test('a kubeconfig for one namespace reads there and nowhere else, until it ends or is revoked', async () => {
    const wish = { installation: 'demo', namespace: 'default', lifetimeSeconds: 3600 };
    const issued = await issueLimitedAccess(client, wish);
    expect(issued.role).toBe('edit');
    expect(Math.abs(Date.parse(issued.expiresAt) - Date.now() - 3_600_000)).toBeLessThan(60_000);
    const as = async (token: string): Promise<KubernetesClient> => {
      const text = limitedKubeconfig(cluster.kubeconfig, 'demo', { ...issued, token });
      const limited = createKubernetesClient(await readKubeconfig(text, { execAllowed: false }));
      toClose.push(limited);
      return limited;
    };
    const limited = await as(issued.token);
    const pods = core('Pod', 'pods');
    expect(await limited.list(pods, { namespace: 'default' })).toEqual([]);
    await expect(limited.list(pods, { namespace: 'kube-system' })).rejects.toMatchObject({
      key: 'kubernetes.forbidden',
    });
    await expect(limited.list(pods)).rejects.toMatchObject({ key: 'kubernetes.forbidden' });

    // The shortest lifetime is ten minutes, so the cluster's own key signs the same token with an end in the past.
    // The API server lets a minute go by for clocks that differ.
    const key = await readFile(join(directory, 'pki/service-accounts.key'), 'utf8');
    const expired = await as(signedWithEnd(issued.token, key, Date.now() / 1000 - 300));
    await expect(expired.list(pods, { namespace: 'default' })).rejects.toMatchObject({
      key: 'kubernetes.unauthorized',
    });
    const stillGood = await as(signedWithEnd(issued.token, key, Date.now() / 1000 + 600));
    expect(await stillGood.list(pods, { namespace: 'default' })).toEqual([]);

    const { id, namespace, createdAt, expiresAt } = issued;
    expect(await listLimitedAccess(client, 'demo')).toEqual([{ id, namespace, createdAt, expiresAt }]);
    expect(await listLimitedAccess(client, 'other')).toEqual([]);
    expect(await revokeLimitedAccess(client, { installation: 'other', id })).toBe(false);
    expect(await revokeLimitedAccess(client, { installation: 'demo', id })).toBe(true);
    expect(await listLimitedAccess(client, 'demo')).toEqual([]);
    await vi.waitFor(
      () =>
        expect(limited.list(pods, { namespace: 'default' })).rejects.toMatchObject({ key: 'kubernetes.unauthorized' }),
      { timeout: patience.condition, interval: 500 },
    );

    await expect(issueLimitedAccess(client, { ...wish, namespace: 'nowhere' })).rejects.toMatchObject({
      key: 'kubernetes.namespaceMissing',
    });
    // Too short a lifetime leaves nothing behind.
    await expect(issueLimitedAccess(client, { ...wish, lifetimeSeconds: 60 })).rejects.toMatchObject({
      key: 'kubernetes.invalid',
    });
    expect(await listLimitedAccess(client, 'demo')).toEqual([]);
  });

  function apply(
    type: ResourceType,
    name: string,
    rest: object,
    namespace = 'default',
  ): ReturnType<KubernetesClient['apply']> {
    const where = type.namespaced ? { namespace } : {};
    const { metadata, ...fields } = rest as { metadata?: object };
    const object = {
      apiVersion: apiVersionOf(type),
      kind: type.kind,
      metadata: { name, ...where, ...metadata },
      ...fields,
    };
    return client.apply({
      type,
      key: { apiVersion: object.apiVersion, kind: type.kind, name, ...where },
      body: JSON.stringify(object),
    });
  }

  async function eventually<T>(read: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const value = await read();
      if (value !== undefined) return value;
      await sleep(50);
    }
  }

  test('knows the version, and every kind from one aggregated discovery', async () => {
    expect((await client.version()).gitVersion).toMatch(/^v1\.\d+/);
    const all = await client.discoverAll();
    expect(all).toContainEqual(
      expect.objectContaining({
        group: 'apps',
        version: 'v1',
        kind: 'Deployment',
        plural: 'deployments',
        namespaced: true,
      }),
    );
    expect(all).toContainEqual(expect.objectContaining({ group: '', kind: 'Node', namespaced: false }));
    const names = (types: ResourceType[]): string[] => types.map((type) => type.plural).sort();
    expect(names(all.filter((type) => type.group === 'apps'))).toEqual(names(await client.discover('apps/v1')));
  });

  test('makes, leaves and changes an object by applying it, and is told only its metadata', async () => {
    const made = await apply(configMaps, 'a', { data: { x: 'ü' } });
    const left = await apply(configMaps, 'a', { data: { x: 'ü' } });
    const changed = await apply(configMaps, 'a', { data: { x: 'y' } });
    expect([made.created, left.created, changed.created]).toEqual([true, false, false]);
    expect(left.metadata.resourceVersion).toBe(made.metadata.resourceVersion);
    expect(changed.metadata.resourceVersion).not.toBe(made.metadata.resourceVersion);
    expect(Object.keys(made)).toEqual(['metadata', 'created', 'sent']);
    expect(await client.get(configMaps, { namespace: 'default', name: 'a' })).toMatchObject({
      data: { x: 'y' },
      metadata: { managedFields: [{ manager: 'mlanywhere', operation: 'Apply' }] },
    });
  });

  test('creates, patches, lists and deletes', async () => {
    const key = { namespace: 'default', name: 'b' };
    await client.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...key, labels: { test: 'b' } },
      data: { x: '1' },
    });
    await expect(
      client.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: key }),
    ).rejects.toMatchObject({ code: 'MLA-KUBERNETES-026' });
    expect(await client.mergePatch(configMaps, key, { data: { x: null, y: '2' } })).toMatchObject({ data: { y: '2' } });
    expect(
      (await client.list(configMaps, { labelSelector: 'test=b' })).map((one) => [
        one.apiVersion,
        one.kind,
        one.metadata.name,
      ]),
    ).toEqual([['v1', 'ConfigMap', 'b']]);
    expect(
      (await client.listMetadata(configMaps, { namespace: 'default', labelSelector: 'test=b' })).map((one) => one.name),
    ).toEqual(['b']);
    expect([await client.delete(configMaps, key), await client.delete(configMaps, key)]).toEqual([true, false]);
    expect(await client.get(configMaps, key)).toBeUndefined();
  });

  test('names the wrong fields of an invalid object', async () => {
    const deployments: ResourceType = {
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
      plural: 'deployments',
      namespaced: true,
    };
    await expect(apply(deployments, 'd', { spec: { replicas: 1 } })).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-027',
      message: matching(
        /^The cluster rejected Deployment\.apps default\/d: spec\.selector: Required value; .*spec\.template\.spec\.containers: Required value/,
      ),
    });
    await expect(apply(configMaps, 'wrong', { data: { x: 1 } })).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-027',
      message: matching(/\.data\.x: expected string/),
    });
  });

  test('says what is too large', async () => {
    await expect(apply(configMaps, 'large', { data: { x: 'a'.repeat(1_600_000) } })).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-031',
    });
    await expect(apply(configMaps, 'huge', { data: { x: 'a'.repeat(4_000_000) } })).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-031',
    });
  });

  test('says who may not do what, and who is not known', async () => {
    await apply(core('ServiceAccount', 'serviceaccounts'), 'poor', {});
    const { status } = await client.request<{ status: { token: string } }>(
      'POST',
      '/api/v1/namespaces/default/serviceaccounts/poor/token',
      {},
    );
    const { server, certificateAuthority = '' } = cluster.access;
    const as = (token: string): KubernetesClient =>
      createKubernetesClient({ server, certificateAuthority, token: () => Promise.resolve(new Secret(token)) });
    const poor = as(status.token);
    const unknown = as('nonsense');
    toClose.push(poor, unknown);
    await expect(poor.list(core('Secret', 'secrets'), { namespace: 'kube-system' })).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-021',
      message: 'User "system:serviceaccount:default:poor" may not list secrets in the namespace kube-system.',
    });
    const observed = poor.observe(namespaces, {
      signal: new AbortController().signal,
      onList: () => undefined,
      onChange: () => undefined,
    });
    await expect(observed).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-021',
      message: 'User "system:serviceaccount:default:poor" may not list namespaces anywhere in the cluster.',
    });
    await expect(unknown.list(namespaces)).rejects.toMatchObject({ code: 'MLA-KUBERNETES-020' });
  });

  test('knows a kind as soon as its definition is ready, and tells when it is gone', async () => {
    await expect(apply(things, 'one', {})).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-024',
      message: 'The cluster does not know the kind Thing of example.org/v1.',
    });
    expect(await client.discover('example.org/v1')).toEqual([]);
    await apply(definitions, 'things.example.org', thingDefinition);
    const ready = new AbortController();
    const note = (object: KubernetesObject): void => {
      if (object.metadata.name === 'things.example.org' && readiness(object).ready) ready.abort();
    };
    await client.observe(definitions, {
      signal: ready.signal,
      onList: (items) => items.forEach(note),
      onChange: ({ object }) => note(object),
    });
    const [type] = await eventually(async () => {
      const found = await client.discover('example.org/v1');
      return found.length > 0 ? found : undefined;
    });
    expect(type).toMatchObject(things);
    expect((await apply(things, 'one', { spec: { size: 1 } })).created).toBe(true);

    const observed = client.observe(things, {
      signal: new AbortController().signal,
      onList: () => undefined,
      onChange: () => undefined,
    });
    const expectation = expect(observed).rejects.toMatchObject({ code: 'MLA-KUBERNETES-024' });
    expect(await client.delete(definitions, { name: 'things.example.org' })).toBe(true);
    await expectation;
  });

  test('says that a namespace is missing, forbids privileges, or is being deleted', async () => {
    await expect(apply(configMaps, 'a', {}, 'strict')).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-023',
      message: 'The namespace strict does not exist, and ConfigMap strict/a needs it.',
    });
    await apply(namespaces, 'strict', { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } });
    const spec = {
      serviceAccountName: 'default',
      automountServiceAccountToken: false,
      containers: [{ name: 'c', image: 'i', securityContext: { privileged: true } }],
    };
    await apply(core('ServiceAccount', 'serviceaccounts'), 'default', {}, 'strict');
    await expect(apply(core('Pod', 'pods'), 'p', { spec }, 'strict')).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-035',
      message: matching(/privileged/),
    });
    await apply(configMaps, 'kept', { metadata: { finalizers: ['example.org/keep'] } }, 'strict');
    expect(await client.delete(namespaces, { name: 'strict' })).toBe(true);
    expect(await client.delete(namespaces, { name: 'strict' })).toBe(true);
    await expect(apply(configMaps, 'new', {}, 'strict')).rejects.toMatchObject({ code: 'MLA-KUBERNETES-036' });
    const namespace = await client.get(namespaces, { name: 'strict' });
    expect(namespace && readiness(namespace)).toEqual({ ready: false, reason: 'it is being deleted' });
    await client.mergePatch(configMaps, { namespace: 'strict', name: 'kept' }, { metadata: { finalizers: null } });
  });

  test('says which admission check does not answer', async () => {
    const webhookConfigurations: ResourceType = {
      group: 'admissionregistration.k8s.io',
      version: 'v1',
      kind: 'ValidatingWebhookConfiguration',
      plural: 'validatingwebhookconfigurations',
      namespaced: false,
    };
    const webhook = {
      name: 'absent.example.org',
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      timeoutSeconds: 1,
      objectSelector: { matchLabels: { checked: 'yes' } },
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
      clientConfig: { service: { namespace: 'default', name: 'absent' } },
    };
    await apply(webhookConfigurations, 'absent', { webhooks: [webhook] });
    const failure = await eventually(() =>
      apply(configMaps, 'checked', { metadata: { labels: { checked: 'yes' } } }).then(
        () => client.delete(configMaps, { namespace: 'default', name: 'checked' }).then(() => undefined),
        (error: unknown) => error,
      ),
    );
    expect(failure).toMatchObject({
      code: 'MLA-KUBERNETES-029',
      message: matching(
        /^The admission webhook absent\.example\.org could not be called for ConfigMap default\/checked: /,
      ),
    });
    await client.delete(webhookConfigurations, { name: 'absent' });
  });

  test('misses nothing when its watch is cut, and does not list again', async () => {
    const line = await cuttableLine(new URL(cluster.server));
    const far = createKubernetesClient({ ...cluster.access, server: line.address }, { watch: { firstWait: 10 } });
    toClose.push(far, line);
    const heard: string[] = [];
    const done = new AbortController();
    const observed = far.observe(configMaps, {
      signal: done.signal,
      namespace: 'default',
      labelSelector: 'test=watch',
      onList: (items) => heard.push(`list of ${items.length}`),
      onChange: ({ type, object }) => {
        heard.push(`${type} ${object.metadata.name}`);
        if (object.metadata.name === 'w3') done.abort();
      },
      onReconnect: () => heard.push('again'),
    });
    const make = (name: string): Promise<unknown> =>
      apply(configMaps, name, { metadata: { labels: { test: 'watch' } } });
    await eventually(() => Promise.resolve(heard[0]));
    await make('w1');
    await eventually(() => Promise.resolve(heard[1]));
    line.cut();
    await make('w2');
    await make('w3');
    await observed;
    expect(heard.filter((one) => one !== 'again')).toEqual(['list of 0', 'ADDED w1', 'ADDED w2', 'ADDED w3']);
    expect(heard).toContain('again');
  });
});

/** A TCP line to the API server that a test can cut. */
async function cuttableLine(target: URL): Promise<{ address: string; cut(): void; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    address: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}

/** A token with another end (seconds since 1970), signed as the cluster does. */
function signedWithEnd(token: string, key: string, end: number): string {
  const [head = '', body = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
  const changed = Buffer.from(JSON.stringify({ ...claims, exp: Math.round(end) })).toString('base64url');
  const signature = sign('sha256', Buffer.from(`${head}.${changed}`), {
    key: createPrivateKey(key),
    dsaEncoding: 'ieee-p1363',
  });
  return `${head}.${changed}.${signature.toString('base64url')}`;
}
