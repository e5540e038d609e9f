import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createApiClient } from '../../api/client.ts';
import { createOutput } from '../output/output.ts';
import { followRun } from './follow-run.ts';
import { at, installing, start } from './recorded-views.fixture.ts';

/** How often a gateway answers for the server once the run was looked at, before it is out of the way. */
let failures: number;
let [looks, refusals] = [0, 0];
/** The state in which the run ends. */
let endState: string;
let said: string;
let server: Server;
let url: string;
beforeEach(async () => {
  [looks, refusals] = [0, 0];
  endState = 'succeeded';
  said = '';
  server = createServer(({ url: path = '' }, response) => {
    const isLook = path === '/api/runs/run-1';
    if (isLook && looks === 0) {
      looks += 1;
      answerWith(response, installing);
    } else if (refusals < failures) {
      refusals += 1;
      response.writeHead([502, 503, 504][refusals % 3] ?? 502, { 'content-type': 'text/html' }).end('<h1>Sorry</h1>');
    } else if (path.includes('/stream')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end('event: end\ndata: {}\n\n');
    } else answerWith(response, isLook ? { ...installing, state: endState, endedAt: at(40) } : []);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((resolve) => void server.close(resolve)));

function answerWith(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Each look at the clock is five seconds after the one before. */
function follow(): ReturnType<typeof followRun> {
  let now = start;
  const nowhere = { write: (text: string) => void (said += text) };
  return followRun({
    client: createApiClient({ url }),
    runId: 'run-1',
    output: createOutput({ json: false, stdout: nowhere, stderr: nowhere, environment: {} }),
    mode: 'plain',
    clock: () => (now += 5000),
  });
}

describe('a run that is followed through a gateway', () => {
  test('is shown to its end though the gateway says for a while that the server is away', async () => {
    failures = 4;
    expect(await follow()).toMatchObject({ run: { state: 'succeeded' }, interrupted: false });
    expect(refusals).toBe(failures);
  });

  test('ends where its state is one that only a newer server knows, and says so', async () => {
    failures = 0;
    endState = 'expired';
    expect(await follow()).toMatchObject({ run: { state: 'unknown' }, interrupted: false });
    expect(said).toContain('this version of MLAnywhere does not know: expired.\nThe server is newer.');
  });

  test('ends with that word when the server stays away for a minute', async () => {
    failures = Number.POSITIVE_INFINITY;
    await expect(follow()).rejects.toMatchObject({ code: 'MLA-SERVER-015' });
    expect(refusals).toBeGreaterThan(3);
  });
});
