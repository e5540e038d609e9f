import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MlaError } from '../../errors/error.ts';
import { buildBundle } from '../release/build-release.ts';
import { catalogueOfKnown } from '../releases/catalogue-of.ts';
import { loadRelease } from '../release/load-release.ts';
import type { ReleasePins } from '../releases/known-release.ts';
import { knownReleases } from '../releases/known-releases.ts';
import { bringBases } from './source/bring-bases.ts';
import { compareObjects } from './render/compare-objects.ts';
import type { DownloadCache } from './download/download-cache.ts';
import { listComponentPaths } from './source/kustomizations.ts';
import { readArchive } from './source/read-archive.ts';
import { archiveAddress } from './source/remote-base.ts';
import { renderComponents, writeSource } from './render/render-components.ts';
import type { RenderEngine } from './render/render-engine.ts';
import { type SourceTree, treeId } from './source/source-tree.ts';

/** What a fetch is doing. */
export type FetchProgress =
  | { readonly stage: 'download'; readonly address: string; readonly bytes: number; readonly total: number | undefined }
  | {
      readonly stage: 'render';
      readonly component: string;
      readonly rendered: number;
      readonly total: number;
      readonly engine: string;
    };

/** A release as upstream's source gives it. */
export interface FetchedRelease {
  readonly bundle: Buffer;
  readonly version: string;
  /** The digest over the object lines, in hex, which decides. */
  readonly objects: string;
  /** False for a version that MLAnywhere does not know. */
  readonly verified: boolean;
  /** What rendered it; absent where a bundle was downloaded. */
  readonly engine?: string;
  /** Repository and commit or tag of the source; the address of a bundle. */
  readonly source: string;
}

export interface FetchReleaseOptions {
  /** A known release, or a tag of upstream's that this MLAnywhere does not know and the caller accepts unchecked. */
  readonly wanted: ReleasePins | { readonly tag: string };
  readonly downloads: DownloadCache;
  /** Folder for intermediate files, which are removed afterwards. */
  readonly workDirectory: string;
  /** Called once the source is downloaded. */
  readonly engine: () => Promise<RenderEngine>;
  readonly onProgress: (progress: FetchProgress) => void;
  readonly signal: AbortSignal;
}

/**
 * Gets a release from upstream's source: downloads it by commit, checks the
 * tree, downloads the remote bases, renders each component, and accepts the
 * result only when its objects are the known ones. Leaves nothing half-made.
 * Throws errors of `release.` and `download.`.
 */
export async function fetchRelease(options: FetchReleaseOptions): Promise<FetchedRelease> {
  const { wanted, downloads, workDirectory, onProgress, signal } = options;
  const known = 'commit' in wanted ? wanted : undefined;
  const version = 'commit' in wanted ? wanted.version : wanted.tag;
  const fetchFile = (address: string): Promise<string> =>
    downloads.get(address, {
      signal,
      onBytes: (bytes, total) => onProgress({ stage: 'download', address, bytes, total }),
    });
  const { repository, ref, title } = originOf(wanted);
  const sourceAddress = archiveAddress(repository, ref);
  const source = await readArchive(await fetchFile(sourceAddress), { origin: sourceAddress, signal });
  await expectTree(source, { known, forget: () => downloads.forget(sourceAddress) });
  const components = known?.components.map(({ path }) => path) ?? listComponentPaths(source);
  const { tree, addresses } = await bringBases(source, components, fetchFile);
  const engine = await options.engine();
  const files = await renderIn(workDirectory, tree, { components, engine, onProgress, signal });
  const bundle = buildBundle(files, { version, ...(known !== undefined && { catalogue: catalogueOfKnown(known) }) });
  const release = loadRelease(bundle);
  const objects = release.objectsDigest;
  if (known !== undefined && !known.objects.includes(objects)) {
    await Promise.all(addresses.map((address) => downloads.forget(address)));
    throw compareObjects({ files, known, addresses, digest: objects });
  }
  return {
    bundle,
    version,
    objects,
    verified: known !== undefined,
    engine: engine.title,
    source: `${repository} ${title}`,
  };
}

/** An unknown release is expected in the repository of the newest known one. */
function originOf(wanted: FetchReleaseOptions['wanted']): { repository: string; ref: string; title: string } {
  if ('tag' in wanted) return { repository: knownReleases[0].repository, ref: wanted.tag, title: wanted.tag };
  const { repository, commit } = wanted;
  return { repository, ref: commit, title: commit.slice(0, 12) };
}

async function expectTree(
  source: SourceTree,
  { known, forget }: { known: ReleasePins | undefined; forget: () => Promise<void> },
): Promise<void> {
  if (known?.tree === undefined) return;
  const actual = treeId(source);
  if (actual === known.tree) return;
  await forget();
  throw new MlaError('release.sourceDiffers', {
    release: known.version,
    commit: known.commit,
    expected: known.tree,
    actual,
  });
}

interface RenderIn {
  readonly components: readonly string[];
  readonly engine: RenderEngine;
  readonly onProgress: FetchReleaseOptions['onProgress'];
  readonly signal: AbortSignal;
}

async function renderIn(
  workDirectory: string,
  tree: SourceTree,
  { components, engine, onProgress, signal }: RenderIn,
): ReturnType<typeof renderComponents> {
  let folder: string | undefined;
  let rendered = 0;
  try {
    await mkdir(workDirectory, { recursive: true, mode: 0o700 });
    folder = await mkdtemp(join(workDirectory, 'render-'));
    await writeSource(tree, folder);
    const onRendered = (component: string): void =>
      onProgress({ stage: 'render', component, rendered: ++rendered, total: components.length, engine: engine.title });
    return await renderComponents({ folder, components, engine, onRendered, signal });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    throw new MlaError('download.diskFull', { place: workDirectory }, { cause: error });
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}
