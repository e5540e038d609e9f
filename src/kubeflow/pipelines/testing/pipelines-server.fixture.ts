import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { apiPath } from '../call.ts';
import { operations, type Operation } from './api-fields.fixture.ts';
import { faultOf } from './check-message.fixture.ts';
import { invalid, Refusal } from './refusal.fixture.ts';
import { createStore, type Received, type Store } from './store.fixture.ts';
import type { RunCourse } from './stored-run.fixture.ts';

export interface PipelinesServer {
  /** Port of 127.0.0.1 that stands for port 80 of `kubeflow/ml-pipeline-ui`, which passes `/pipeline/apis/` on. */
  readonly port: number;
  /** Every run is to go this way from now on. */
  course(course: RunCourse): void;
  /** What is stored now. */
  readonly names: Store['names'];
  log(): string;
  stop(): Promise<void>;
}

/** Header in which the gateway tells who the user is. Source: the settings of ml-pipeline in the releases. */
export const userHeader = 'kubeflow-userid';
const prefix = `/pipeline${apiPath}`;

/**
 * In place of Kubeflow Pipelines' API server in multi-user mode: as strict about names, types and rights as its
 * description and its code are, and stricter about fields that it ignores. No pod runs; runs go on by a step each time they are asked for.
 */
export async function startPipelinesServer(given: {
  /** Whether a user has rights in a namespace. */
  readonly mayUse: (user: string, namespace: string) => boolean;
}): Promise<PipelinesServer> {
  let course: RunCourse = {};
  let log = '';
  const store = createStore(() => course);
  const server = createServer((request, response) => {
    handle(request, { store, ...given }).then(
      ({ status, body }) => {
        log += `${request.method ?? ''} ${request.url ?? ''} ${status}\n`;
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      },
      (thrown: unknown) => {
        log += `${String(thrown)}\n`;
        response.writeHead(500).end(String(thrown));
      },
    );
  });
  const port = await listen(server);
  return {
    port,
    course: (next) => {
      course = next;
    },
    names: store.names,
    log: () => log,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Given {
  readonly store: Store;
  readonly mayUse: (user: string, namespace: string) => boolean;
}

async function handle(request: IncomingMessage, { store, mayUse }: Given): Promise<{ status: number; body: object }> {
  const url = new URL(request.url ?? '/', 'http://ml-pipeline');
  const isUpload = url.pathname.startsWith(`${prefix}/pipelines/upload`);
  try {
    const { name, ids } = find(request.method ?? '', url.pathname);
    const operation: Operation = operations[name];
    const query = Object.fromEntries(url.searchParams);
    const unknown = Object.keys(query).find((one) => !operation.query.includes(one));
    if (unknown !== undefined) throw invalid(`unknown query parameter "${unknown}"`);
    const user = request.headers[userHeader];
    const enter: Received['enter'] = (namespace) => {
      if (typeof user !== 'string' || user === '')
        throw new Refusal(16, 'Request header error: there is no user identity header.');
      if (namespace === undefined || namespace === '') throw invalid('namespace is required in multi-user mode');
      if (!mayUse(user, namespace))
        throw new Refusal(7, `User '${user}' is not authorized with reason:  (request: namespace ${namespace})`);
      return namespace;
    };
    const text = await read(request);
    const body = operation.body === undefined ? {} : messageOf(text, operation.body);
    const file = operation.file === undefined ? '' : fileOf(request, text, operation.file);
    const answer = store.works[name]({ ids, query, body, file, enter });
    const fault = operation.answer === undefined ? undefined : faultOf(answer, operation.answer);
    if (fault !== undefined) throw new Error(`The server of the tests answers what the API does not: ${fault}`);
    return { status: 200, body: answer };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const { code, message, status } = thrown;
    return isUpload
      ? { status: status === 409 ? 409 : 400, body: { error_message: message, error_details: message } }
      : { status, body: { code, message, details: [] } };
  }
}

function find(method: string, pathname: string): { name: keyof typeof operations; ids: Record<string, string> } {
  for (const [name, operation] of Object.entries(operations)) {
    const pattern = operation.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/:]+)');
    const match = new RegExp(`^${prefix}${pattern}$`).exec(pathname);
    if (match === null || operation.method !== method) continue;
    const ids = Object.entries(match.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)]);
    return { name: name as keyof typeof operations, ids: Object.fromEntries(ids) as Record<string, string> };
  }
  throw new Refusal(5, 'Not Found');
}

function messageOf(text: string, type: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('the body is no JSON');
  }
  const fault = faultOf(value, type);
  if (fault !== undefined) throw invalid(fault);
  return value as Record<string, unknown>;
}

/** The file of a form. Source: RFC 7578. */
function fileOf(request: IncomingMessage, text: string, field: string): string {
  const [, boundary] = /^multipart\/form-data;\s*boundary=([\w-]+)$/.exec(request.headers['content-type'] ?? '') ?? [];
  if (boundary === undefined) throw invalid('Failed to read pipeline from file');
  const parts = text.split(`--${boundary}`);
  if (parts[0] !== '' || parts.at(-1)?.trim() !== '--') throw invalid('Failed to read pipeline from file');
  const part = parts.find((one) =>
    new RegExp(`^\\r\\nContent-Disposition: form-data; name="${field}"; filename="[^"]+"\\r\\n`).test(one),
  );
  const start = part?.indexOf('\r\n\r\n') ?? -1;
  if (part === undefined || start < 0 || !part.endsWith('\r\n')) throw invalid('Failed to read pipeline from file');
  return part.slice(start + 4, -2);
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const piece of request) text += String(piece);
  return text;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
