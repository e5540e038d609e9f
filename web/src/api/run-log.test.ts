import { describe, expect, test, vi } from 'vitest';
import type { RunEvent } from '../../../src/api/run.ts';
import { MlaError } from '../../../src/errors/error.ts';
import { RunLog, type LogSource, type StreamListener } from './run-log.ts';

const event = (id: number): RunEvent => ({
  id,
  runId: 'a-1',
  time: '2026-05-01T12:00:00.000Z',
  attempt: 1,
  type: 'log',
  severity: 'info',
  message: `line ${id}`,
});

/** A source with a history that grows, whose stream is spoken by the test. */
function openSource(history: RunEvent[]) {
  const follows: { after: number; listener: StreamListener; closed: boolean }[] = [];
  const source: LogSource = {
    list: (after, limit) => Promise.resolve(history.filter(({ id }) => id > after).slice(0, limit)),
    follow: (after, listener) => {
      const follow = { after, listener, closed: false };
      follows.push(follow);
      return () => {
        follow.closed = true;
      };
    },
  };
  const stream = () => {
    const last = follows.at(-1);
    if (last === undefined) throw new Error('nobody follows');
    return last;
  };
  return { source, follows, stream };
}

const ids = (log: RunLog) => log.events.map(({ id }) => id);

describe('the log of a run', () => {
  test('drops its oldest lines above a number, says how many, and goes on after its last one', async () => {
    const { source, stream } = openSource(Array.from({ length: 1_001 }, (_, index) => event(index + 1)));
    const log = new RunLog(source);
    await log.start();
    log.shorten(1_001);
    expect([log.events.length, log.dropped]).toEqual([1_001, 0]);
    log.shorten(1_000);
    expect([log.events.length, log.dropped, log.events[0]?.id]).toEqual([800, 201, 202]);
    stream().listener.event(event(1_002));
    expect([log.events.length, log.events.at(-1)?.id]).toEqual([801, 1_002]);
    log.stop();
  });

  test('reads a history of many pages, then follows after its last line', async () => {
    const { source, stream } = openSource(Array.from({ length: 12_345 }, (_, index) => event(index + 1)));
    const log = new RunLog(source);
    await log.start();
    expect(log.events.length).toBe(12_345);
    expect(stream().after).toBe(12_345);
    stream().listener.opened();
    expect(log.state).toBe('live');
    log.stop();
    expect(stream().closed).toBe(true);
  });

  test('drops a line that comes a second time', async () => {
    const { source, stream } = openSource([event(1), event(2)]);
    const log = new RunLog(source);
    await log.start();
    for (const id of [2, 3, 3, 1]) stream().listener.event(event(id));
    expect(ids(log)).toEqual([1, 2, 3]);
    log.stop();
  });

  test('fills a gap from history, and follows from there', async () => {
    const history = [event(1)];
    const { source, stream, follows } = openSource(history);
    const log = new RunLog(source);
    await log.start();
    history.push(event(2), event(3), event(4));
    stream().listener.event(event(4));
    await vi.waitFor(() => expect(follows.length).toBe(2));
    expect(ids(log)).toEqual([1, 2, 3, 4]);
    expect(stream().after).toBe(4);
    log.stop();
  });

  test('says when the stream breaks, when it is back, and when the run is over', async () => {
    const { source, stream } = openSource([event(1)]);
    const log = new RunLog(source);
    await log.start();
    stream().listener.broken(true);
    expect(log.state).toBe('reconnecting');
    stream().listener.opened();
    expect(log.state).toBe('live');
    stream().listener.ended();
    expect(log.state).toBe('ended');
    expect(stream().closed).toBe(true);
  });

  test('says that the server is newer where it tells what this page cannot read, and does not ask again', async () => {
    vi.useFakeTimers();
    const newer = new MlaError('server.answerNotUnderstood', { what: 'the event stream' });
    const { source, stream, follows } = openSource([event(1)]);
    const log = new RunLog(source);
    await log.start();
    stream().listener.unreadable();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([log.state, follows.length, stream().closed]).toEqual(['unreadable', 1, true]);

    let asked = 0;
    const list = (): Promise<never> => {
      asked += 1;
      return Promise.reject(newer);
    };
    const history = new RunLog({ ...source, list });
    await history.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([history.state, asked, follows.length]).toEqual(['unreadable', 1, 1]);
    vi.useRealTimers();
  });

  test('tells a burst of lines as one change', async () => {
    const { source, stream } = openSource([]);
    const log = new RunLog(source);
    await log.start();
    let told = 0;
    log.subscribe(() => (told += 1));
    for (let id = 1; id <= 500; id += 1) stream().listener.event(event(id));
    await vi.waitFor(() => expect(told).toBe(1));
    expect(log.version()).toBeGreaterThan(0);
    log.stop();
  });
});
