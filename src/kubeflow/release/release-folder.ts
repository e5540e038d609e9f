import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MlaError } from '../../errors/error.ts';
import { buildBundle, readRenderedFiles, type RenderedFile } from './build-release.ts';
import { sha256 } from './canonical-json.ts';
import { loadRelease } from './load-release.ts';
import type { Release } from './release.ts';
import { newest, writeWhole, type ReleaseSource, type WantedRelease } from './release-store.ts';
import { summarize, type ReleaseSummary } from './release-summary.ts';

/** Part of each cache key: increase it when the same YAML would make a different bundle. */
const buildGeneration = '1';

/**
 * The folder of MLA_RELEASE_PATH: version folders of rendered YAML (each is a
 * release of Kubeflow named by its folder) or bundle files. A version folder
 * is built once and kept by its content in the cache directory.
 */
export class ReleaseFolder implements ReleaseSource {
  readonly #folder: string;
  readonly #cacheDirectory: string;

  constructor(parts: { folder: string; cacheDirectory: string }) {
    this.#folder = parts.folder;
    this.#cacheDirectory = parts.cacheDirectory;
  }

  async list(): Promise<ReleaseSummary[]> {
    const entries = await this.#entries();
    return Promise.all(
      entries.map(async (entry) => {
        const bundle = await this.#bundle(entry);
        const path = join(this.#folder, entry.file);
        return summarize(loadRelease(bundle, { origin: path }), { source: path, bytes: bundle.length });
      }),
    );
  }

  async load({ name, version }: WantedRelease): Promise<Release | undefined> {
    const entries = await this.#entries();
    const folders = entries.filter((entry) => entry.kind === 'folder' && name === 'kubeflow');
    const folder = newest(folders.filter((entry) => version === undefined || entry.version === version));
    const bundles = await Promise.all(
      entries
        .filter((entry) => entry.kind === 'bundle')
        .map(async (entry) => loadRelease(await this.#bundle(entry), { origin: join(this.#folder, entry.file) })),
    );
    const bundle = newest(
      bundles.filter((release) => release.name === name && (version === undefined || release.version === version)),
    );
    if (folder === undefined || (bundle !== undefined && newest([folder, bundle]) === bundle)) return bundle;
    return loadRelease(await this.#bundle(folder), { origin: join(this.#folder, folder.file) });
  }

  async #entries(): Promise<FolderEntry[]> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      throw new MlaError('release.folderUnreadable', { folder: this.#folder }, { cause: error });
    });
    const entries = await Promise.all(names.sort().map((file) => this.#entry(file)));
    return entries.filter((entry) => entry !== undefined);
  }

  async #entry(file: string): Promise<FolderEntry | undefined> {
    const path = join(this.#folder, file);
    if (!(await stat(path)).isDirectory())
      return file.endsWith('.mlarelease') ? { kind: 'bundle', file, version: '' } : undefined;
    const inside = await readdir(path);
    return inside.some((name) => /\.ya?ml$/.test(name)) ? { kind: 'folder', file, version: file } : undefined;
  }

  async #bundle(entry: FolderEntry): Promise<Uint8Array> {
    const path = join(this.#folder, entry.file);
    if (entry.kind === 'bundle') return readFile(path);
    const files = await readRenderedFiles(path);
    const cached = `${entry.version}-${contentKey(files)}.mlarelease`;
    const kept = await readKept(join(this.#cacheDirectory, cached));
    if (kept !== undefined) return kept;
    const bundle = buildBundle(files, { version: entry.version });
    await writeWhole(this.#cacheDirectory, cached, bundle);
    return bundle;
  }
}

interface FolderEntry {
  readonly kind: 'folder' | 'bundle';
  readonly file: string;
  /** A folder's name says it; a bundle's header does. */
  readonly version: string;
}

/** A bundle built before; undefined when there is none, or when it was damaged since and has to be built again. */
async function readKept(path: string): Promise<Uint8Array | undefined> {
  try {
    const bundle = await readFile(path);
    loadRelease(bundle, { origin: path });
    return bundle;
  } catch {
    return undefined;
  }
}

function contentKey(files: readonly RenderedFile[]): string {
  return sha256([buildGeneration, ...files.map((file) => `${file.name}\n${sha256(file.text)}`)].join('\n')).slice(
    0,
    32,
  );
}
