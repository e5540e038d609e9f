import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findControlPlaneBinary } from '../../../sandbox/binary.ts';
import { loadRelease } from '../release/load-release.ts';
import type { ReleasePins } from '../releases/known-release.ts';
import { DownloadCache } from './download/download-cache.ts';
import { fetchRelease, type FetchReleaseOptions } from './fetch-release.ts';
import { archiveAddress } from './source/remote-base.ts';
import { findRenderEngine, type RenderEngine } from './render/render-engine.ts';
import { serveSources, type Served } from './testing/serve-sources.fixture.ts';
import { packSource, smallBases, smallSource } from './testing/source.fixture.ts';

const repository = 'kubeflow/community-distribution';
const tag = archiveAddress(repository, '1.0');

let directory: string;
const closers: (() => Promise<void>)[] = [];
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'mla-fetch-'))));
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
  rmSync(directory, { recursive: true });
});

/** The kubectl of the sandbox's control plane. */
async function findEngine(): Promise<RenderEngine> {
  const { command } = await findControlPlaneBinary({ build: false });
  const { engine } = await findRenderEngine({ path: '', bundled: command('kubectl') });
  return engine!;
}

async function fetchFrom(
  served: Readonly<Record<string, Served>>,
  wanted: FetchReleaseOptions['wanted'],
  more: Partial<FetchReleaseOptions> = {},
) {
  const server = await serveSources(served);
  closers.push(server.close);
  const downloads = new DownloadCache({ directory: join(directory, 'downloads'), fetch: server.fetch });
  const run = fetchRelease({
    wanted,
    downloads,
    workDirectory: join(directory, 'work'),
    engine: findEngine,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...more,
  });
  return { run, asked: server.asked };
}

/** Nothing half-made: no folder of a rendering, no whole file that was refused. */
const leftInWork = (): string[] => (existsSync(join(directory, 'work')) ? readdirSync(join(directory, 'work')) : []);

const small = { [tag]: packSource('community-distribution-1.0', smallSource), ...smallBases };

describe('a small source', () => {
  test('of a tag that nobody knows gives a release that is not verified, with all its bases', async () => {
    const progress: string[] = [];
    const { run, asked } = await fetchFrom(small, { tag: '1.0' }, { onProgress: (news) => progress.push(news.stage) });
    const fetched = await run;
    expect(fetched).toMatchObject({
      version: '1.0',
      verified: false,
      engine: expect.stringContaining('kustomize 5.') as string,
    });
    expect(asked).toEqual(
      [tag, ...Object.keys(smallBases)].flatMap((address) => [
        address.replace('https://', ''),
        address.replace('https://', 'codeload.'),
      ]),
    );
    expect(progress.filter((stage) => stage === 'render')).toHaveLength(3);
    expect(leftInWork()).toEqual([]);
  });

  test('with one changed byte is not the known release: the component and the addresses are named', async () => {
    const first = await (await fetchFrom(small, { tag: '1.0' })).run;
    const known: ReleasePins = {
      version: '1.0',
      repository,
      commit: '0'.repeat(40),
      objects: [first.objects],
      components: componentsOf(first.bundle),
    };
    const source = { [archiveAddress(repository, known.commit)]: small[tag]!, ...smallBases };
    rmSync(join(directory, 'downloads'), { recursive: true });
    await expect((await fetchFrom(source, known)).run).resolves.toMatchObject({ verified: true });
    rmSync(join(directory, 'downloads'), { recursive: true });
    const [jobs = ''] = Object.keys(smallBases).slice(1);
    const changed = {
      ...source,
      [jobs]: Buffer.from(smallBases[jobs]!.toString().replace('key: value', 'key: valuf')),
    };
    await expect((await fetchFrom(changed, known)).run).rejects.toMatchObject({
      code: 'MLA-KUBEFLOW-042',
      details: { components: 'applications/third', addresses: expect.stringContaining(jobs) as string },
    });
    expect(leftInWork()).toEqual([]);
  });

  test('whose tree is not the known one is refused before anything is rendered', async () => {
    const known: ReleasePins = {
      version: '1.0',
      repository,
      commit: '0'.repeat(40),
      tree: '1'.repeat(40),
      objects: ['x'],
      components: [],
    };
    const { run } = await fetchFrom({ [archiveAddress(repository, known.commit)]: small[tag]! }, known, {
      engine: () => Promise.reject(new Error('asked for an engine')),
    });
    await expect(run).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-041' });
  });

  test('that does not render is told with the component and the reason', async () => {
    const broken = packSource('community-distribution-1.0', {
      ...smallSource,
      'common/first/base/kustomization.yaml': 'resources:\n- missing.yaml\n',
    });
    const { run } = await fetchFrom({ ...small, [tag]: broken }, { tag: '1.0' });
    await expect(run).rejects.toMatchObject({
      code: 'MLA-KUBEFLOW-033',
      details: { component: 'common/first/base', reason: expect.stringContaining('missing.yaml') as string },
    });
    expect(leftInWork()).toEqual([]);
  });

  test('is left as it is by a cancel in the middle of rendering', async () => {
    const abort = new AbortController();
    const { run } = await fetchFrom(
      small,
      { tag: '1.0' },
      { signal: abort.signal, onProgress: ({ stage }) => stage === 'render' && abort.abort() },
    );
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(leftInWork()).toEqual([]);
  });

  test('that is not there, or asks to wait, is told as such', async () => {
    await expect((await fetchFrom({}, { tag: '1.0' })).run).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-038' });
    await expect(
      (await fetchFrom({ [tag]: { status: 429, headers: { 'retry-after': '7' } } }, { tag: '1.0' })).run,
    ).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-037', details: { wait: '7 s' } });
  });
});

/** What a known release says of its components, from a bundle that is trusted: each of them has a component of its own here. */
function componentsOf(bundle: Buffer): ReleasePins['components'] {
  const { objects } = loadRelease(bundle);
  return ['common/first/base', 'applications/second/overlays/kubeflow', 'applications/third'].map((path, index) => {
    const component = [...new Set(objects.map((object) => object.component))][index]!;
    const lines = objects.filter((object) => object.component === component).map(({ json }) => `${json}\n`);
    return {
      path,
      component,
      objects: lines.length,
      digest: createHash('sha256').update(lines.join('')).digest('hex'),
    };
  });
}
