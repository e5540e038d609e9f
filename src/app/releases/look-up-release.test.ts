import { expect, test } from 'vitest';
import { MlaError } from '../../errors/error.ts';
import type { ReleaseLibrary } from '../../kubeflow/release/release-library.ts';
import type { ReleaseFetch, ReleaseFetches } from '../../kubeflow/upstream/release-fetches.ts';
import { getRelease } from './look-up-release.ts';

/** A library that has nothing. */
const nothing = {
  load: (release: string) =>
    Promise.reject(new MlaError('release.notFound', { release, suggestion: '', available: '' })),
} as unknown as ReleaseLibrary;

/** A fetch of 26.03.1 that goes through these states. */
function fetchesThrough(
  states: readonly (readonly [detail: string, progress: number])[],
): Pick<ReleaseFetches, 'start' | 'follow'> {
  const at = ([detail, progress]: readonly [string, number]): ReleaseFetch => ({
    version: '26.03.1',
    state: 'running',
    progress,
    detail,
  });
  const [first = ['', 0] as const, ...others] = states;
  return {
    start: () => at(first),
    follow: async (_version, { onChange }) => {
      for (const state of others) onChange(at(state));
      return at(states.at(-1) ?? first);
    },
  };
}

test('a fetch tells each thing it does, and how far it is in steps that are worth a line', async () => {
  const told: string[] = [];
  const states = [
    ['Downloading kubeflow: 0.1 MB', 0],
    ['Downloading kubeflow: 0.4 MB', 0.02],
    ['Downloading kubeflow: 1.2 MB', 0.06],
    ['Downloading istio: 1.3 MB', 0.07],
    ['Rendered 1 of 23 components', 0.37],
    ['Rendered 2 of 23 components', 0.4],
    ['Rendered 3 of 23 components', 0.43],
    ['Kubeflow 26.03.1 is on this machine', 1],
  ] as const;
  const end = await getRelease('26.03.1', {
    releases: nothing,
    fetches: fetchesThrough(states),
    signal: new AbortController().signal,
    onProgress: (message) => told.push(message),
  });
  expect(told).toEqual([
    'Downloading kubeflow: 0.1 MB',
    'Downloading kubeflow: 1.2 MB',
    'Downloading istio: 1.3 MB',
    'Rendered 1 of 23 components',
    'Rendered 3 of 23 components',
    'Kubeflow 26.03.1 is on this machine',
  ]);
  expect(end).toBe('Kubeflow 26.03.1 is on this machine');
});
