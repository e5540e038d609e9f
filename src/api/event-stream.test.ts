import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createApiClient } from './client.ts';
import type { RunEvent } from './run.ts';
import { hangSignal } from '../../test/patience.fixture.ts';

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
  const read = async (url: string, limits: { silence?: number; patience?: number } = {}): Promise<RunEvent[]> => {
    const events: RunEvent[] = [];
    const options = { after: 0, signal: hangSignal(), ...limits };
    for await (const next of createApiClient({ url }).streamEvents('demo-1', options)) events.push(next);
    return events;
  };
  const collect = async (url: string, limits?: Parameters<typeof read>[1]): Promise<number[]> =>
    (await read(url, limits)).map(({ id }) => id);
  /** A stream of these events (as JSON), and then its end. */
  const tell = (response: ServerResponse, events: readonly object[]): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const one of events) response.write(`data: ${JSON.stringify(one)}\n\n`);
    response.end('event: end\ndata: {}\n\n');
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
    expect(await collect(url, { silence: 1500 })).toEqual([1, 2, 3]);
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

  test('of a newer server is read to its end: a type, phase or severity that is not known here hides no message', async () => {
    let opened = 0;
    const url = await serve((_request, response) => {
      opened += 1;
      tell(response, [
        event(1),
        { ...event(2), type: 'backup.made', phase: 'backup', severity: 'critical', message: 'A backup was made.' },
        { ...event(3), phase: 'install', severity: 'warning', newField: true },
      ]);
    });
    expect(await read(url)).toEqual([
      event(1),
      { ...event(2), type: 'backup.made', message: 'A backup was made.' },
      { ...event(3), phase: 'install', severity: 'warning' },
    ]);
    expect(opened).toBe(1);
  });

  test.each([
    ['an event without a message', JSON.stringify({ ...event(1), message: undefined })],
    ['something that is not JSON', '{"half'],
  ])('ends with what cannot be read where it holds %s: asking again would bring the same', async (_what, data) => {
    let opened = 0;
    const url = await serve((_request, response) => {
      opened += 1;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`data: ${data}\n\n`);
    });
    await expect(collect(url)).rejects.toMatchObject({
      code: 'MLA-SERVER-016',
      message: expect.stringContaining('the event stream') as string,
    });
    expect(opened).toBe(1);
  });

  test('goes on when a gateway in between has said for a while that the server is away, and misses nothing', async () => {
    const words = [502, 503, 504];
    const url = await serve((request, response) => {
      const after = Number(new URL(request.url ?? '', 'http://x').searchParams.get('after'));
      const status = words.shift();
      if (status === undefined) return tell(response, [event(after + 1), event(after + 2)]);
      response.writeHead(status, { 'content-type': 'text/html' });
      return response.end('<h1>Bad Gateway</h1>');
    });
    expect(await collect(url)).toEqual([1, 2]);
    expect(words).toEqual([]);
  });

  test('says that the server is out of reach when a gateway has said so for longer than there is patience', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(503, { 'content-type': 'text/html' });
      response.end('<h1>No server is available</h1>');
    });
    await expect(collect(url, { patience: 500 })).rejects.toMatchObject({ code: 'MLA-SERVER-015' });
  });

  test('has the whole of its patience again after each answer', async () => {
    let tries = 0;
    const url = await serve((_request, response) => {
      tries += 1;
      if (tries % 2 === 1 && tries < 10) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: ${JSON.stringify(event(tries))}\n\n`, () => setTimeout(() => response.destroy(), 150));
      } else if (tries < 10) response.writeHead(502).end();
      else tell(response, [event(tries)]);
    });
    expect(await collect(url, { patience: 2000 })).toEqual([1, 3, 5, 7, 9, 10]);
  });
});
