import { describe, expect, test } from 'vitest';
import type { RunView } from '../../../../src/api/run.ts';
import { expectedTime } from './expected-time.ts';

const began = Date.parse('2026-05-01T12:00:00Z');
const run = (minutes: number, more: Partial<RunView> = {}): RunView =>
  ({
    kind: 'create',
    state: 'succeeded',
    attempt: 1,
    release: { name: 'kubeflow', version: '26.03.1', digest: 'sha256:0' },
    startedAt: new Date(began).toISOString(),
    endedAt: new Date(began + minutes * 60_000).toISOString(),
    ...more,
  }) as RunView;
const question = { kind: 'create', platform: 'ccp', withKubeflow: true, sample: false, simulated: false } as const;

describe('the expected time of a run', () => {
  test('is the median of those before it', () => {
    expect(expectedTime({ ...question, earlier: [run(30), run(10), run(20)] })).toEqual({
      milliseconds: 20 * 60_000,
      measured: true,
    });
  });

  test('does not learn from failures, second attempts, other kinds, and clusters without Kubeflow', () => {
    const { release, ...clusterOnly } = run(3);
    expect(release).toBeDefined();
    const earlier = [run(1, { state: 'failed' }), run(2, { attempt: 2 }), run(4, { kind: 'delete' }), clusterOnly];
    expect(expectedTime({ ...question, earlier }).measured).toBe(false);
    expect(expectedTime({ ...question, withKubeflow: false, earlier })).toEqual({
      milliseconds: 3 * 60_000,
      measured: true,
    });
  });

  test('does not learn from the sample release what Kubeflow takes, nor from a simulated platform what a real one takes', () => {
    const sample = run(1, { release: { name: 'sample', version: '1.0.0' } });
    const simulated = run(2, { simulated: true });
    expect(expectedTime({ ...question, earlier: [sample, simulated] }).measured).toBe(false);
    expect(expectedTime({ ...question, sample: true, earlier: [sample, simulated, run(30)] })).toEqual({
      milliseconds: 60_000,
      measured: true,
    });
    expect(expectedTime({ ...question, simulated: true, earlier: [sample, simulated, run(30)] })).toEqual({
      milliseconds: 2 * 60_000,
      measured: true,
    });
  });

  test('is a guess, and says so, where there was none before', () => {
    expect(expectedTime({ ...question, earlier: [] })).toMatchObject({ measured: false });
  });
});
