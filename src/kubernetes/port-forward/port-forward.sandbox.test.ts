import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get, request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../../sandbox/cluster.ts';
import { openDashboard } from '../../cli/dashboard/open-dashboard.ts';
import { createOutput } from '../../cli/output/output.ts';
import type { Session } from '../../cli/server/with-server.ts';
import { startConnectProxy } from '../../network/testing/connect-proxy.fixture.ts';
import { ProxyAddress } from '../../network/proxy/proxy-address.ts';
import {
  addInstallation,
  echoOf,
  openBrowser,
  openSocket,
  type TestBrowser,
} from '../../server/dashboards/dashboard-browser.fixture.ts';
import { hasJupyter, startJupyter, type Jupyter } from '../../server/dashboards/jupyter.fixture.ts';
import { runInKernel } from '../../server/dashboards/kernel.fixture.ts';
import { openTestService, type TestService } from '../../server/service.fixture.ts';
import type { ClusterAccess, KubernetesClient } from '../client.ts';
import { createKubernetesClient } from '../create-client.ts';
import { readKubeconfig } from '../kubeconfig/kubeconfig.ts';
import { builtInTypes } from '../objects/built-in-types.ts';
import { accessAs, type AccountRule } from '../testing/account.fixture.ts';
import { startPodProgram, bigBytes, type PodProgram } from '../testing/pod-program.fixture.ts';
import { startRelay, type Relay } from '../testing/relay.fixture.ts';
import type { ForwardState } from './dial-service.ts';
import { forwardService, type ServiceForward } from './forward-service.ts';
import { canLogIn, loginRelease, type LoginRelease } from '../../../test/login-rig/login-release.fixture.ts';
import { startLoginRig, type LoginRig } from '../../../test/login-rig/login-rig.fixture.ts';
import { notebookObjects, notebookService } from '../../../test/login-rig/notebook-objects.fixture.ts';
import { patience } from '../../../test/patience.fixture.ts';
import { connectToGateway, type LoginConnection } from '../../kubeflow/login/connection.ts';
import { walkLogin } from '../../kubeflow/login/walk-login.ts';

const namespace = 'istio-system';
const target = { namespace, service: 'istio-ingressgateway', port: 80 };
let directory: string;
let program: PodProgram;
/** Nothing listens there, and nobody is given it as a free one. */
const silent = 1;
let notebookPort: number;
let cluster: SandboxCluster;
let relay: Relay;
let access: ClusterAccess;
let client: KubernetesClient;
let states: ForwardState[];
const open: { close(): Promise<void> }[] = [];
let server: TestService;
let browser: TestBrowser;

interface Opened {
  readonly port: number;
  readonly headers?: OutgoingHttpHeaders;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'forward-'));
  program = await startPodProgram();
  notebookPort = await closedPort();
  cluster = await startSandboxCluster({
    name: 'forward',
    directory,
    simulate: false,
    podPorts: [
      { namespace, port: 8080, program: program.port },
      { namespace, port: 9, program: silent },
      { namespace, port: 8888, program: notebookPort },
    ],
  });
  relay = await startRelay(Number(new URL(cluster.server).port));
  access = {
    ...(await readKubeconfig(cluster.kubeconfig, { execAllowed: false })),
    server: `https://127.0.0.1:${relay.port}`,
  };
  client = createKubernetesClient(access);
  await client.create(builtInTypes.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await waitFor(async () => {
    expect(await client.get(builtInTypes.serviceAccount, { namespace, name: 'default' })).toBeDefined();
  });
  await client.create(builtInTypes.service, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: target.service, namespace },
    spec: {
      selector: { app: 'gateway' },
      ports: [
        { name: 'http', port: 80, targetPort: 'web' },
        { name: 'silent', port: 81, targetPort: 9 },
      ],
    },
  });
  await createPod('gateway-1');
  server = await openTestService({ openCluster: () => Promise.resolve(createKubernetesClient(access)) });
  await addInstallation(server, 'demo');
  browser = await openBrowser(server);
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await client.close();
  await relay.close();
  await cluster.stop();
  await program.close();
  await rm(directory, { recursive: true, force: true });
});

function waitFor(check: () => unknown): Promise<unknown> {
  return vi.waitFor(check, { timeout: patience.condition, interval: 250 });
}

async function createPod(name: string): Promise<void> {
  await client.create(builtInTypes.pod, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: 'gateway' } },
    spec: { containers: [{ name: 'proxy', image: 'proxy', ports: [{ name: 'web', containerPort: 8080 }] }] },
  });
  await waitFor(async () => {
    expect(await client.get(builtInTypes.pod, { namespace, name })).toMatchObject({
      status: {
        conditions: expect.arrayContaining([expect.objectContaining({ type: 'Ready', status: 'True' })]) as unknown,
      },
    });
  });
}

async function startForward(changes: Partial<Parameters<typeof forwardService>[0]> = {}): Promise<ServiceForward> {
  states = [];
  const forward = await forwardService({ client, target, port: 0, onState: (state) => states.push(state), ...changes });
  open.push(forward);
  return forward;
}

/** The ways to the pod: a port of `mla open`, and the server's own for dashboards, each with the headers that a request needs. */
const ways: readonly { readonly name: string; readonly open: () => Promise<Opened> }[] = [
  { name: 'mla open', open: async () => ({ port: (await startForward()).port }) },
  { name: 'the server', open: () => browser.open('demo') },
];

describe.each(ways)('through $name', ({ open: openWay }) => {
  test('a page comes from the pod behind the Service', async () => {
    expect(await textOf(await openWay())).toBe('hello from the pod');
  });

  test('100 MB come down whole, and no faster than they are read', async () => {
    const response = await answerOf(await openWay(), '/big');
    response.pause();
    // The program stops writing when the buffers of the kernel, the API server and kwok are full.
    let before = -1;
    await waitFor(() => {
      const now = program.sent();
      const still = now === before;
      before = now;
      expect(still).toBe(true);
    });
    expect(before).toBeLessThan(bigBytes / 2);
    let received = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) received += chunk.length;
    expect(received).toBe(bigBytes);
  });

  test('100 MB go up whole', async () => {
    const { port, headers } = await openWay();
    const sending = request({ host: '127.0.0.1', port, method: 'POST', agent: false, headers });
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
    const piece = Buffer.alloc(1024 * 1024, 5);
    for (let sent = 0; sent < bigBytes; sent += piece.length) if (!sending.write(piece)) await once(sending, 'drain');
    sending.end();
    const [response] = await answered;
    expect(await bodyOf(response)).toBe(String(bigBytes));
  });

  test('a WebSocket works', async () => {
    const { socket } = await openSocket(await openWay());
    expect(socket && (await echoOf(socket, 'ping of a kernel'))).toBe('ping of a kernel');
    socket?.destroy();
  });

  test('50 requests work at once', async () => {
    const way = await openWay();
    const texts = await Promise.all(Array.from({ length: 50 }, () => textOf(way)));
    expect(new Set(texts)).toEqual(new Set(['hello from the pod']));
  });

  test('connections that are reset break visibly, and the next ones work', async () => {
    const way = await openWay();
    const response = await answerOf(way, '/big');
    const broken = bodyOf(response).then(
      () => 'whole',
      () => 'broken',
    );
    relay.reset();
    expect(await broken).toBe('broken');
    expect(await textOf(way)).toBe('hello from the pod');
  });
});

test('mla open tells the pod, that connections broke and that they work again', async () => {
  const way = await startForward();
  const response = await answerOf(way, '/big');
  const broken = bodyOf(response).catch(() => 'broken');
  expect(states).toEqual([{ state: 'connected', pod: 'gateway-1' }]);
  relay.reset();
  expect(await broken).toBe('broken');
  expect(await textOf(way)).toBe('hello from the pod');
  expect(states.map(({ state }) => state)).toEqual(['connected', 'interrupted', 'connected']);
  expect(states[1]).toMatchObject({ error: { key: 'access.forwardBroke' } });
});

test('a restart of the API server is told by mla open, and connections work again without anybody asking, those of the server too', async () => {
  const [forward, dashboard] = [await startForward(), await browser.open('demo')];
  // Nobody reads before the crash, so that neither is whole by then.
  const responses = [await answerOf(forward, '/big'), await answerOf(dashboard, '/big')];
  expect(states).toHaveLength(1);
  await cluster.crash('kube-apiserver', 1000);
  const ends = responses.map((response) =>
    bodyOf(response).then(
      () => 'whole',
      () => 'broken',
    ),
  );
  expect(await Promise.all(ends)).toEqual(['broken', 'broken']);
  expect(await textOf(dashboard)).toBe('hello from the pod');
  await waitFor(() => expect(states.at(-1)).toMatchObject({ state: 'connected' }));
  expect(states[1]).toMatchObject({ state: 'interrupted' });
  expect(await textOf(forward)).toBe('hello from the pod');
});

test('a token through a proxy, with another name in the certificate, is enough with two rights', async () => {
  const account = await createAccount('forwarder', [
    { apiGroups: [''], resources: ['services', 'pods'], verbs: ['get', 'list'] },
    { apiGroups: [''], resources: ['pods/portforward'], verbs: ['get', 'create'] },
  ]);
  const proxy = await startConnectProxy();
  open.push(proxy);
  const other = createKubernetesClient({
    ...account,
    serverName: 'kubernetes.default.svc',
    proxy: ProxyAddress.read(`http://${proxy.host}`),
  });
  open.push(other);
  const { port } = await startForward({ client: other });
  expect(await textOf({ port })).toBe('hello from the pod');
});

test('another pod takes over when the pod is deleted', async () => {
  const { port } = await startForward();
  expect(await textOf({ port })).toBe('hello from the pod');
  await createPod('gateway-2');
  await client.request('DELETE', `/api/v1/namespaces/${namespace}/pods/gateway-1?gracePeriodSeconds=0`);
  expect(await textOf({ port })).toBe('hello from the pod');
  expect(states.at(-1)).toEqual({ state: 'connected', pod: 'gateway-2' });
});

test('a port that is taken is replaced by another one', async () => {
  const other = await listenOnFreePort();
  const taken = (other.address() as AddressInfo).port;
  const { port } = await startForward({ port: taken });
  expect(port).not.toBe(taken);
  expect(await textOf({ port })).toBe('hello from the pod');
  other.close();
});

test('mla open waits for the gateway, prints where the dashboard is, and ends with Ctrl-C', async () => {
  const interruption = new AbortController();
  const printed = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof printed) => ({ write: (text: string) => void (printed[name] += text) });
  const cli = {
    environment: {},
    stdin: process.stdin,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    signal: interruption.signal,
    startLocalService: () => Promise.reject(new Error('not needed')),
    endWith: () => undefined,
  };
  // The server's part is simulated: an installation on a real cluster, whose kubeconfig is that of the sandbox.
  const answers = {
    getInstallation: { installation: { spec: { cluster: { platform: 'existing' } } } },
    getKubeconfig: { kubeconfig: cluster.kubeconfig },
  };
  const session = {
    cli,
    client: { call: (route: keyof typeof answers) => Promise.resolve(answers[route]) },
    output: createOutput({ ...cli, json: false }),
    url: '',
    passing: false,
  } as unknown as Session;
  const running = openDashboard(session, 'demo', { port: 0, browser: false, data: undefined });
  const url = await vi.waitFor(
    () => {
      const [, found] =
        /^Forwarding (http\S+) → istio-ingressgateway of demo\. Ctrl-C ends it\.$/m.exec(printed.stdout) ?? [];
      expect(found).toBeDefined();
      return found ?? '';
    },
    { timeout: patience.condition },
  );
  expect(await textOf({ port: Number(new URL(url).port) })).toBe('hello from the pod');
  interruption.abort();
  await running;
  await expect(textOf({ port: Number(new URL(url).port) })).rejects.toThrow('ECONNREFUSED');
});

describe.runIf(hasJupyter && canLogIn)('a kernel of a real Jupyter server, behind the gateway and its login', () => {
  let release: LoginRelease;
  let rig: LoginRig;
  let jupyter: Jupyter;

  const lead = (targetPort: number | string): Promise<unknown> =>
    client.mergePatch(
      builtInTypes.service,
      { namespace, name: target.service },
      {
        spec: {
          ports: [
            { name: 'http', port: 80, targetPort },
            { name: 'silent', port: 81, targetPort: 9 },
          ],
        },
      },
    );

  beforeAll(async () => {
    const port = await closedPort();
    [release, jupyter] = await Promise.all([loginRelease(), startJupyter(port)]);
    const objects = [...release.objects, ...notebookObjects(release.email)];
    rig = await startLoginRig({ objects, port: notebookPort, more: { [notebookService]: port } });
    await lead(8888);
  });
  afterAll(async () => {
    await lead('web');
    await Promise.all([rig.stop(), jupyter.stop()]);
  });

  /** Logs in to Kubeflow as a browser that has these headers already, and gives those that it sends from then on. */
  async function logInAt(at: number, { host, cookie = '' }: { host: string; cookie?: string }) {
    const connection = connectToGateway({ origin: `http://${host}`, address: { host: '127.0.0.1', port: at } });
    let kept = '';
    const join = (cookies: string | undefined): string => [cookie, cookies].filter(Boolean).join('; ');
    const asBrowser: LoginConnection = {
      ...connection,
      send: (request, until) => {
        kept = join(request.headers['cookie']);
        return connection.send({ ...request, headers: { ...request.headers, ...(kept && { cookie: kept }) } }, until);
      },
    };
    const { email, password } = release;
    const walk = await walkLogin(asBrowser, { email, password }, { facts: {}, signal: new AbortController().signal });
    expect(walk.error, rig.log()).toBeUndefined();
    return { host, cookie: kept };
  }

  test('runs code and answers over a WebSocket, by a forwarded port', async () => {
    const { port } = await startForward();
    const headers = await logInAt(port, { host: `localhost:${port}` });
    expect(await runInKernel({ port, headers, jupyter }, 'print(6 * 7)')).toBe('42\n');
  });

  test('runs code and answers over a WebSocket, through the server', async () => {
    await addInstallation(server, 'notebook');
    const { port, headers: opened } = await browser.open('notebook');
    const headers = await logInAt(port, opened);
    expect(await runInKernel({ port, headers, jupyter }, 'print(6 * 8)')).toBe('48\n');
  });

  test('is nobody else’s: without a login, and for a user who does not own the namespace, there is no WebSocket', async () => {
    const { port } = await startForward();
    const path = `${jupyter.prefix}api/kernels/one/channels`;
    const host = `localhost:${port}`;
    // OAuth2 Proxy answers paths of an API so, without a page to log in.
    expect(await openSocket({ port, path, headers: { host } })).toEqual({ status: 401 });
    const headers = await logInAt(port, { host });
    rig.change([...release.objects, ...notebookObjects('other@example.com')]);
    expect(await openSocket({ port, path, headers })).toEqual({ status: 403 });
    expect(rig.log()).toContain('403 RBAC: access denied');
  });
});

test('what stands against it is an error that says so', async () => {
  const check = async (changes: Partial<Parameters<typeof forwardService>[0]>): Promise<unknown> =>
    (await startForward({ patience: 0, ...changes })).check().then(
      () => 'connected',
      (thrown: unknown) => thrown,
    );
  expect(await check({ target: { ...target, service: 'nobody' } })).toMatchObject({ key: 'access.serviceMissing' });

  const reader = createKubernetesClient(
    await createAccount('reader', [{ apiGroups: [''], resources: ['services', 'pods'], verbs: ['get', 'list'] }]),
  );
  open.push(reader);
  const refusal = await check({ client: reader });
  expect(refusal).toMatchObject({ key: 'kubernetes.forbidden' });
  expect(String(refusal)).toContain('pods/portforward');

  // The kubelet dials only when the API server has let the connection in: the error comes over it. About one time in
  // ten the API server closes before it has passed the error on, so it may take another connection.
  const silentForward = await startForward({ target: { ...target, port: 81 }, patience: 0 });
  await waitFor(async () => {
    await expect(textOf(silentForward)).rejects.toThrow();
    expect(states).toContainEqual(
      expect.objectContaining({ error: expect.objectContaining({ key: 'access.podRefused' }) as unknown }),
    );
  });

  await client.mergePatch(
    builtInTypes.service,
    { namespace, name: target.service },
    { spec: { selector: { app: 'nothing' } } },
  );
  expect(await check({})).toMatchObject({ key: 'access.noReadyPod' });
});

async function createAccount(name: string, rules: AccountRule[]): Promise<ClusterAccess> {
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  await client.request('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name } });
  await client.request('POST', `${rbac}/roles`, { metadata: { name }, rules });
  await client.request('POST', `${rbac}/rolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
  return accessAs(client, access, { namespace, name, rules, within: namespace });
}

async function answerOf({ port, headers = {} }: Opened, path = '/'): Promise<IncomingMessage> {
  const asking = get({ host: '127.0.0.1', port, path, agent: false, headers });
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  // A connection that breaks later is told by the response too.
  asking.on('error', () => undefined);
  return response;
}

async function textOf(way: Opened): Promise<string> {
  return bodyOf(await answerOf(way));
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function listenOnFreePort(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function closedPort(): Promise<number> {
  const server = await listenOnFreePort();
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
