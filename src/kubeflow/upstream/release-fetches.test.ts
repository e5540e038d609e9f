import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ReleaseStore } from '../release/release-store.ts';
import { ReleaseFetches } from './release-fetches.ts';

const noWay = (): Promise<never> => Promise.reject(new Error('no way out'));

test('whoever asks is told of each fetch that begins, once, and can wait for its end', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'mla-fetches-'));
  try {
    const fetches = new ReleaseFetches({
      store: new ReleaseStore({ directory: join(directory, 'releases'), download: noWay }),
      cacheDirectory: join(directory, 'cache'),
      fetch: noWay,
      path: '',
      machine: { platform: 'linux', arch: 'x64' },
      bundledKubectl: () => Promise.resolve(undefined),
      known: [],
    });
    const told: string[] = [];
    fetches.onStart((version) => told.push(version));
    await fetches.ended('v1');
    fetches.start({ version: 'v1', acceptUnknown: true });
    fetches.start({ version: 'v1', acceptUnknown: true });
    expect(() => fetches.start({ version: 'v2' })).toThrow(/v2/);
    expect(told).toEqual(['v1']);
    expect(fetches.find('v1')?.state).toBe('running');
    await fetches.ended('v1');
    expect(fetches.find('v1')?.state).toBe('failed');
    fetches.start({ version: 'v1', acceptUnknown: true });
    expect(told).toEqual(['v1', 'v1']);
    await fetches.close();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
