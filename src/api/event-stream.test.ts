import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createApiClient } from './client.ts';
import type { RunEvent } from './run.ts';

const total = 12;

function event(id: number): RunEvent {
  return {
    id,
    runId: 'demo-1',
    time: '2026-01-01T00:00:00.000Z',
    attempt: 1,
    type: 'log',
    severity: 'info',
    message: `line ${id} ü`,
  };
}

describe('the event stream', () => {
  let server: Server;
  afterEach(() => new Promise((resolve) => void server.close(resolve)));

  const serve = async (answer: Parameters<typeof createServer>[1]): Promise<string> => {
    server = createServer(answer as never);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const collect = async (url: string, silence?: number): Promise<number[]> => {
    const ids: number[] = [];
    const options = { after: 0, signal: AbortSignal.timeout(20_000), ...(silence !== undefined && { silence }) };
    for await (const { id } of createApiClient({ url }).streamEvents('demo-1', options)) ids.push(id);
    return ids;
  };

  test('goes on after each lost connection where it was, though the server repeats itself and cuts in mid-event', async () => {
    const asked: number[] = [];
    const url = await serve((request, response) => {
      const after = Number(new URL(request.url ?? '', 'http://x').searchParams.get('after'));
      asked.push(after);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': hello\n\n');
      // From the last one that was read, once more, to five events on.
      for (let id = Math.max(1, after); id <= Math.min(total, after + 5); id += 1)
        response.write(`id: ${id}\ndata: ${JSON.stringify(event(id))}\n\n`);
      if (after + 5 >= total) response.end('event: end\ndata: {}\n\n');
      else response.write(`id: ${after + 6}\ndata: {"half`, () => setTimeout(() => response.destroy(), 20));
    });
    expect(await collect(url)).toEqual(Array.from({ length: total }, (_, index) => index + 1));
    expect(asked).toEqual([0, 5, 10]);
  });

  test('is opened again where the server falls silent, before its answer or in the middle', async () => {
    const asked: number[] = [];
    const url = await serve((request, response) => {
      const after = Number(new URL(request.url ?? '', 'http://x').searchParams.get('after'));
      asked.push(after);
      if (asked.length === 1) return;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`id: ${after + 1}\ndata: ${JSON.stringify(event(after + 1))}\n\n`);
      if (after === 2) response.end('event: end\ndata: {}\n\n');
    });
    expect(await collect(url, 100)).toEqual([1, 2, 3]);
    expect(asked).toEqual([0, 0, 1, 2]);
  });

  test('waits for a server that is away, and ends with the error of one that refuses', async () => {
    let tries = 0;
    const url = await serve((request, response) => {
      tries += 1;
      if (tries === 1) {
        request.socket.destroy();
        return;
      }
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ code: 'MLA-SERVER-001', kind: 'unauthorized', message: '', cause: '', fix: '', details: {} }),
      );
    });
    await expect(collect(url)).rejects.toMatchObject({ code: 'MLA-SERVER-001' });
    expect(tries).toBe(2);
  });
});
