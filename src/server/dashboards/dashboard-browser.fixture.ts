import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { installationSchema } from '../../installation/installation.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { createFrameReader, encodeFrame, frameKinds } from '../../kubernetes/port-forward/frames.ts';
import { Secret } from '../../secret.ts';
import { logIn, type TestService } from '../service.fixture.ts';

/** A browser that is logged in to MLAnywhere, as far as HTTP shows it. */
export interface TestBrowser {
  /** What our page sends with each request. */
  readonly login: { readonly cookie: string; readonly 'x-csrf-token': string };
  /** The address that the button opens. */
  ticket(installation: string, path?: string): Promise<URL>;
  /** Opens a dashboard: where it is, and the headers that the browser sends there. */
  open(installation: string): Promise<{ readonly port: number; readonly headers: { host: string; cookie: string } }>;
}

export async function openBrowser(server: TestService): Promise<TestBrowser> {
  return browserOf(server, await logIn(server));
}

/** `login`: what a page sends that is logged in already. */
export function browserOf(server: TestService, login: TestBrowser['login']): TestBrowser {
  const ticket = async (installation: string, path?: string): Promise<URL> => {
    const query = path === undefined ? '' : `?path=${encodeURIComponent(path)}`;
    const answer = await fetch(`${server.service.url}/api/installations/${installation}/dashboard${query}`, {
      method: 'POST',
      headers: login,
    });
    const { url, message } = (await answer.json()) as { url?: string; message?: string };
    if (url === undefined) throw new Error(message);
    return new URL(url);
  };
  return {
    login,
    ticket,
    async open(installation) {
      const { port, host, pathname, search } = await ticket(installation);
      const { headers } = await ask({ port: Number(port), path: pathname + search, headers: { host } });
      const [cookie = ''] = headers['set-cookie'] ?? [];
      return { port: Number(port), headers: { host, cookie: cookie.split(';')[0] ?? '' } };
    },
  };
}

/** An installation on a cluster whose API server is not asked: the test says what it would answer. */
export async function addInstallation({ service }: TestService, name: string): Promise<void> {
  const installation = installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name },
    spec: { cluster: { platform: 'existing', connection: 'lab' } },
  });
  await service.installations.saveConnection(
    { name: 'lab', platform: 'existing', address: 'https://lab.example', trust: { mode: 'system' } },
    { platform: 'existing', kubeconfig: 'not read here' },
  );
  await service.runs.createRun({ installation, kind: 'create' });
  await service.installations.saveKubeconfig(name, new Secret(`kubeconfig of ${name}`));
}

/** Simulates an API server that forwards to a local port: one service, one pod that is ready. The real one is in the sandbox tests. */
export function clientThatForwardsTo(port: () => number, onConnection?: (stream: Duplex) => void): KubernetesClient {
  const client: Pick<KubernetesClient, 'get' | 'list' | 'forwardPort' | 'close'> = {
    get: () =>
      Promise.resolve({ spec: { selector: { app: 'gateway' }, ports: [{ port: 80, targetPort: 8080 }] } } as never),
    list: () =>
      Promise.resolve([
        { metadata: { name: 'gateway-1' }, status: { conditions: [{ type: 'Ready', status: 'True' }] } },
      ] as never),
    forwardPort: async (_, request) => {
      const socket = connect({ port: port(), host: '127.0.0.1', signal: request?.signal, allowHalfOpen: true });
      await once(socket, 'connect');
      onConnection?.(socket);
      return socket;
    },
    close: () => Promise.resolve(),
  };
  return client as KubernetesClient;
}

export interface Asked {
  readonly port: number;
  readonly address?: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

/** One request, and its whole answer. */
export async function ask(asked: Asked): Promise<IncomingMessage & { readonly text: string }> {
  const { address = '127.0.0.1', port, path = '/', method = 'GET', headers = {}, body } = asked;
  const asking = request({ host: address, port, path, method, headers, agent: false, setHost: false });
  asking.end(body);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return Object.assign(answer, { text: Buffer.concat(chunks).toString('utf8') });
}

/** Bytes as they are, and the first line of the answer. */
export async function askRaw(port: number, text: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  socket.write(text);
  let answer = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) answer += chunk.toString('latin1');
  return answer.split('\r\n')[0] ?? '';
}

/** Opens a WebSocket. Without a socket where the server answers something else. */
export async function openSocket(
  asked: Pick<Asked, 'port' | 'path' | 'headers'>,
): Promise<{ readonly status: number; readonly socket?: Duplex }> {
  const { port, path = '/', headers } = asked;
  const asking = request({
    host: '127.0.0.1',
    port,
    path,
    agent: false,
    setHost: false,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      ...headers,
    },
  });
  asking.end();
  return new Promise((resolve, reject) => {
    asking.once('error', reject);
    asking.once('response', (answer) => {
      answer.resume().once('close', () => resolve({ status: answer.statusCode ?? 0 }));
    });
    asking.once('upgrade', (answer, socket: Duplex) => resolve({ status: answer.statusCode ?? 0, socket }));
  });
}

/** The texts that arrive over a WebSocket. */
export async function* textsOf(socket: Duplex): AsyncGenerator<string> {
  const reader = createFrameReader();
  for await (const chunk of socket as AsyncIterable<Buffer>)
    for (const { kind, payload } of reader.read(chunk)) if (kind === frameKinds.text) yield payload.toString('utf8');
}

/** What the program sends back to a text. */
export async function echoOf(socket: Duplex, text: string): Promise<string> {
  const answer = once(socket, 'data') as Promise<[Buffer]>;
  socket.write(encodeFrame(frameKinds.text, Buffer.from(text)));
  const [frame] = createFrameReader().read((await answer)[0]);
  return frame?.payload.toString('utf8') ?? '';
}
