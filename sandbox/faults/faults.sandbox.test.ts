import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Agent, request, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate } from '../certificates/issue.ts';
import { startSandboxCluster, type SandboxCluster } from '../cluster.ts';

const directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
let cluster: SandboxCluster;
let agent: Agent;

beforeAll(async () => {
  cluster = await startSandboxCluster({ name: 'faults', directory, simulate: false });
  const { certificateAuthority: ca, clientCertificate: cert, clientKey } = cluster.accessThroughFaults;
  agent = new Agent({ ca, cert, key: clientKey?.reveal() });
});

afterAll(async () => {
  agent.destroy();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true });
});

afterEach(() => cluster.faults.set([]));

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
}

async function ask(path: string, options: RequestOptions = {}): Promise<Answer> {
  const started = request(`${cluster.accessThroughFaults.server}${path}`, { agent, ...options });
  started.end();
  const [answer] = (await once(started, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of answer.setEncoding('utf8') as AsyncIterable<string>) body += chunk;
  return { status: answer.statusCode ?? 0, headers: answer.headers, body };
}

describe('the fault proxy', () => {
  test('is transparent when nothing is wrong, and comes in as admin', async () => {
    expect(JSON.parse((await ask('/version')).body)).toMatchObject({ major: '1' });
    expect((await ask('/api/v1/nodes')).status).toBe(200);
  });

  test('without a certificate of the cluster, a client is whom its token says, and nobody without one', async () => {
    const { certificateAuthority: ca } = cluster.accessThroughFaults;
    const stranger = issueCertificate({
      commonName: 'admin',
      organizations: ['system:masters'],
      issuer: issueCertificate({ commonName: 'MLAnywhere sandbox' }),
    });
    const whoAmI = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    for (const pair of [{}, { cert: stranger.certificate, key: stranger.key }]) {
      const without = new Agent({ ca, ...pair });
      expect([401, 403]).toContain((await ask('/api/v1/nodes', { agent: without })).status);
      expect((await ask(whoAmI, { agent: without, headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
    }
  });

  test('answers 429 with Retry-After, so often as asked', async () => {
    cluster.faults.set([
      { fault: { kind: 'too-many-requests', retryAfterSeconds: 3 }, pathPattern: '^/version', times: 2 },
    ]);
    const first = await ask('/version');
    expect(first).toMatchObject({ status: 429, headers: { 'retry-after': '3' } });
    expect(JSON.parse(first.body)).toMatchObject({ kind: 'Status', reason: 'TooManyRequests' });
    expect((await ask('/readyz')).status).toBe(200);
    expect((await ask('/version')).status).toBe(429);
    expect((await ask('/version')).status).toBe(200);
    expect(cluster.faults.list()[0]?.hit).toBe(2);
  });

  test('answers every third request with a server error', async () => {
    cluster.faults.set([{ fault: { kind: 'server-error', status: 503 }, every: 3, methods: ['GET'] }]);
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) statuses.push((await ask('/version')).status);
    expect(statuses).toEqual([200, 200, 503, 200, 200, 503]);
  });

  test('breaks the connection in the middle of an answer', async () => {
    cluster.faults.set([{ fault: { kind: 'reset' } }]);
    await expect(ask('/api/v1/nodes')).rejects.toThrow(/aborted|reset|hang up/);
  });

  test('holds a request without ever answering, until the fault goes away', async () => {
    cluster.faults.set([{ fault: { kind: 'half-open' } }]);
    const hanging = ask('/version').then(
      () => 'answered',
      () => 'broken',
    );
    expect(await Promise.race([hanging, pause(300, 'nothing')])).toBe('nothing');
    cluster.faults.set([]);
    expect(await hanging).toBe('broken');
    expect((await ask('/version')).status).toBe(200);
  });

  test('keeps a watch silent and leaves other requests alone', async () => {
    cluster.faults.set([{ fault: { kind: 'silent-watch' } }]);
    const watch = request(`${cluster.accessThroughFaults.server}/api/v1/nodes?watch=1`, { agent });
    watch.end();
    const [answer] = (await once(watch, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(200);
    answer.on('error', () => undefined);
    // A watch without a resource version begins with what exists: there are nodes, so a sound one speaks at once.
    expect(await Promise.race([once(answer, 'data').then(() => 'event'), pause(500, 'silence')])).toBe('silence');
    expect((await ask('/api/v1/nodes')).status).toBe(200);
    watch.destroy();
  });

  test('makes answers late', async () => {
    cluster.faults.set([{ fault: { kind: 'latency', delayMs: 400 } }]);
    const late = ask('/version').then(() => 'answer');
    expect(await Promise.race([late, pause(200, 'not yet')])).toBe('not yet');
    expect(await late).toBe('answer');
  });
});
