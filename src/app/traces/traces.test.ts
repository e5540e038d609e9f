import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../../../test/patience.fixture.ts';
import { createApiClient } from '../../api/client.ts';
import { placeDatabase } from '../../runs/database/open-database.fixture.ts';
import type { LogEntry } from '../../server/operations/log-entry.ts';
import { readTraceSettings } from '../../server/operations/traces/read-trace-settings.ts';
import type { Span } from '../../server/operations/traces/span.ts';
import { startLocalService } from '../start-local-service.ts';

/* A receiver of OTLP over HTTP with JSON, as the specification has it, and the whole server. */

interface Received {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Span['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}
let received: Received[];
let status: number;
const receiver = createServer((request, response) => {
  void buffer(request).then((body) => {
    const { resourceSpans } = JSON.parse(body.toString()) as Received;
    received.push({ path: request.url, headers: request.headers, resourceSpans });
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
});
let directory: string;
let endpoint: string;
beforeEach(async () => {
  received = [];
  status = 200;
  directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  await placeDatabase(directory);
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterEach(async () => {
  receiver.close();
  receiver.closeAllConnections();
  await rm(directory, { recursive: true, force: true });
});

const start = (environment: Record<string, string>, log: LogEntry[]) =>
  startLocalService({
    dataDirectory: directory,
    port: 0,
    environment: { XDG_CACHE_HOME: directory, ...environment },
    report: (message) => expect.unreachable(message),
    log: (entry) => log.push(entry),
  });
const spans = (): Span[] =>
  received.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans)),
  );
const textOf = ({ attributes }: Span): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

const trace = '0af7651916cd43dd8448eb211c80319c';
const kubeconfig = `apiVersion: v1
kind: Config
current-context: c
clusters: [{ name: c, cluster: { server: 'http://127.0.0.1:1' } }]
users: [{ name: u, user: { token: t } }]
contexts: [{ name: c, context: { cluster: c, user: u } }]
`;

test('requests and steps are sent to the receiver that is configured: a request in the trace of its caller, all steps of a run in one', async () => {
  const log: LogEntry[] = [];
  const headers = 'x-token=a%20b';
  const service = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers }, log);
  const client = createApiClient(service);
  await fetch(`${service.url}/api/runs/none-1`, {
    headers: { authorization: `Bearer ${service.token.reveal()}`, traceparent: `00-${trace}-b7ad6b7169203331-01` },
  });
  await client.call('saveConnection', { params: { name: 'lab' }, body: { platform: 'existing', kubeconfig } });
  await client.call('applyInstallation', {
    body: {
      apiVersion: 'mlanywhere.dev/v1alpha1',
      kind: 'Installation',
      metadata: { name: 'traced' },
      spec: { cluster: { platform: 'existing', connection: 'lab' }, kubeflow: null },
    },
  });
  await eventually(() => Promise.resolve(log.some(({ step, outcome }) => step === 'connect' && outcome === 'failed')));
  await service.close();

  const [first] = received;
  expect(first).toMatchObject({
    path: '/v1/traces',
    headers: { 'x-token': 'a b', 'content-type': 'application/json' },
  });
  expect(first?.resourceSpans[0]?.resource.attributes).toContainEqual({
    key: 'service.name',
    value: { stringValue: 'mlanywhere' },
  });
  const request = spans().find(({ name }) => name === 'GET /api/runs/:id');
  expect(request).toMatchObject({ traceId: trace, parentSpanId: 'b7ad6b7169203331', kind: 2, status: {} });
  expect(request && textOf(request)).toMatchObject({
    'http.route': '/api/runs/:id',
    'http.response.status_code': '404',
  });
  const steps = spans().filter(({ name }) => name.startsWith('step '));
  expect(steps.map(textOf)).toContainEqual({
    'mlanywhere.installation': 'traced',
    'mlanywhere.run.id': 'traced-1',
    'mlanywhere.step': 'connect',
    'mlanywhere.outcome': 'failed',
  });
  expect(new Set(steps.map(({ traceId }) => traceId)).size).toBe(1);
  for (const { traceId, spanId, startTimeUnixNano, endTimeUnixNano } of spans()) {
    expect([traceId, spanId]).toEqual([expect.stringMatching(/^[\da-f]{32}$/), expect.stringMatching(/^[\da-f]{16}$/)]);
    expect(BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano)).toBe(true);
  }
  expect(JSON.stringify(received)).not.toContain(service.token.reveal());
});

test('a receiver that refuses is told in the log once, and the server works on', async () => {
  status = 503;
  const log: LogEntry[] = [];
  const service = await start({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${endpoint}/own` }, log);
  await createApiClient(service).call('listRuns', { query: {} });
  await service.close();
  expect(received.map(({ path }) => path)).toEqual(['/own']);
  const told = log.filter(({ message }) => message.startsWith('Traces were not sent'));
  expect(told).toEqual([expect.objectContaining({ level: 'warn', message: expect.stringContaining('503') as string })]);
});

test('without a receiver, or switched off, nothing is sent; a setting that cannot be used is refused', () => {
  expect(readTraceSettings({})).toBeUndefined();
  for (const off of [{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }])
    expect(readTraceSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...off })).toBeUndefined();
  expect(readTraceSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c.example/otel/' })?.url).toBe(
    'https://c.example/otel/v1/traces',
  );
  for (const wrong of [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: 'secret' },
  ])
    expect(() => readTraceSettings(wrong)).toThrow(expect.objectContaining({ key: 'cli.badValue' }));
});
