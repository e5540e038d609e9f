import { describe, expect, test } from 'vitest';
import type { RunEvent, Severity } from '../../../../src/api/run.ts';
import { FilteredLog, fitsFilter, lineAsText, type LogFilter } from './log-filter.ts';

const all: LogFilter = { from: 'debug', component: '', search: '' };
const line = (id: number, severity: Severity, message: string, more: Partial<RunEvent> = {}): RunEvent => ({
  id,
  runId: 'a-1',
  time: '2026-05-01T12:00:00.000Z',
  attempt: 1,
  type: 'log',
  severity,
  message,
  ...more,
});

describe('a line of the log', () => {
  test.each<[string, Partial<LogFilter>, boolean]>([
    ['is shown when nothing is asked for', {}, true],
    ['is shown from its own severity on', { from: 'warning' }, true],
    ['is left out below the severity asked for', { from: 'error' }, false],
    ['is left out for another component', { component: 'dex' }, false],
    ['is found by a part of its text in any case', { search: 'not ready' }, true],
    ['is found by its component', { search: 'isti' }, true],
    ['is found by its code', { search: 'mla-install' }, true],
    ['is left out when nothing of it is searched for', { search: 'katib' }, false],
  ])('%s', (_, filter, shown) => {
    expect(
      fitsFilter(line(1, 'warning', 'Gateway Not Ready', { component: 'istio', code: 'MLA-INSTALL-001' }), {
        ...all,
        ...filter,
      }),
    ).toBe(shown);
  });

  test('is one line of text with all that is known', () => {
    expect(lineAsText(line(1, 'info', 'Gateway is there', { component: 'istio' }))).toBe(
      '2026-05-01T12:00:00.000Z INFO    [istio] Gateway is there',
    );
  });
});

describe('the filtered log', () => {
  test('adds later lines once each, and starts over with another filter or another log', () => {
    const log = new FilteredLog();
    const events = [line(1, 'info', 'one'), line(2, 'debug', 'two')];
    expect(log.lines(events, { ...all, from: 'info' }).map(({ id }) => id)).toEqual([1]);
    events.push(line(3, 'error', 'three'));
    expect(log.lines(events, { ...all, from: 'info' }).map(({ id }) => id)).toEqual([1, 3]);
    expect(log.lines(events, all).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(log.lines([line(9, 'info', 'other')], all).map(({ id }) => id)).toEqual([9]);
  });
});
