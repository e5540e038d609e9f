import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { MlaError } from '../../errors/error.ts';
import { fetchBundle, type Download } from './fetch-bundle.ts';
import { loadRelease } from './load-release.ts';
import type { Release } from './release.ts';
import type { SharedBundles } from './team-bundles.ts';
import { summarize, type ReleaseSummary } from './release-summary.ts';

/** Where releases come from. Sources are asked in order; the first that has a release wins. */
export interface ReleaseSource {
  list(): Promise<ReleaseSummary[]>;
  /** Undefined when this source does not have it. `version` absent: the newest of that name. */
  load(wanted: WantedRelease): Promise<Release | undefined>;
}

/** `kubeflow` is meant where no name is said. */
export interface WantedRelease {
  readonly name: string;
  readonly version?: string;
}

interface StoreIndex {
  readonly releases: readonly StoredRelease[];
}

interface StoredRelease extends ReleaseSummary {
  readonly file: string;
}

/** The user's own releases: bundle files in a directory, and an index with their digests. Every write is whole or not at all. */
export class ReleaseStore implements ReleaseSource {
  readonly #directory: string;
  readonly #download: Download;
  readonly #shared: SharedBundles | undefined;

  /** `shared`: with other servers; the directory is then a copy, and holds nothing else. */
  constructor(parts: { directory: string; download: Download; shared?: SharedBundles | undefined }) {
    this.#directory = parts.directory;
    this.#download = parts.download;
    this.#shared = parts.shared;
  }

  async list(): Promise<ReleaseSummary[]> {
    await this.#pull();
    const { releases } = await this.#readIndex();
    return releases.map(({ file: _file, ...summary }) => summary);
  }

  async load({ name, version }: WantedRelease): Promise<Release | undefined> {
    await this.#pull();
    const { releases } = await this.#readIndex();
    const found = newest(
      releases.filter((entry) => entry.name === name && (version === undefined || entry.version === version)),
    );
    if (found === undefined) return undefined;
    const path = join(this.#directory, found.file);
    const bundle = await readFile(path).catch((error: unknown) => {
      throw new MlaError('release.unreadable', { origin: path, reason: 'the file is gone' }, { cause: error });
    });
    return loadRelease(bundle, { digest: found.digest, origin: path });
  }

  /**
   * Takes a bundle in, from a file or an https address. An address needs the
   * digest (`release.sourceUntrusted`). The same bundle twice is no fault; the same
   * version with another content is (`release.contentDiffers`).
   */
  async add(from: string, options: { digest?: string; signal?: AbortSignal } = {}): Promise<ReleaseSummary> {
    const bundle = await fetchBundle(from, { download: this.#download, ...options });
    loadRelease(bundle, { origin: from, ...(options.digest === undefined ? {} : { digest: options.digest }) });
    return this.keep(bundle, { source: from });
  }

  /**
   * Keeps a bundle. The same objects of a version again replace the bundle, for
   * their titles may have changed; other objects are refused (`release.contentDiffers`).
   */
  async keep(bundle: Uint8Array, { source }: { source: string }): Promise<ReleaseSummary> {
    await this.#pull();
    const summary = await this.#keepHere(bundle, { source });
    const { name, version, digest } = summary;
    await this.#shared?.write({ name, version, digest, source }, bundle);
    return summary;
  }

  /** Makes the directory a copy of what the servers share. */
  async #pull(): Promise<void> {
    if (this.#shared === undefined) return;
    const shared = await this.#shared.list();
    const { releases } = await this.#readIndex();
    const isSame = (one: { name: string; version: string; digest: string }, other: typeof one): boolean =>
      one.name === other.name && one.version === other.version && one.digest === other.digest;
    for (const old of releases)
      if (!shared.some((one) => isSame(one, old))) await this.#removeHere({ name: old.name, version: old.version });
    for (const entry of shared) {
      if (releases.some((one) => isSame(one, entry))) continue;
      const bundle = await this.#shared.read(entry);
      if (bundle !== undefined) await this.#keepHere(bundle, entry);
    }
  }

  async #keepHere(bundle: Uint8Array, { source }: { source: string }): Promise<ReleaseSummary> {
    const release = loadRelease(bundle, { origin: source });
    const summary = summarize(release, { source, bytes: bundle.length });
    const index = await this.#readIndex();
    const present = index.releases.find((entry) => entry.name === release.name && entry.version === release.version);
    if (present !== undefined && present.digest !== release.digest && !(await this.#hasSameObjects(present, release))) {
      throw new MlaError('release.contentDiffers', {
        release: `${release.name} ${release.version}`,
        actual: present.digest,
        digest: release.digest,
      });
    }
    const file = `${fileSafe(release.name)}-${fileSafe(release.version)}.mlarelease`;
    await this.#write(file, bundle);
    const others = index.releases.filter((entry) => entry !== present);
    await this.#writeIndex({ releases: [...others, { ...summary, file }] });
    return summary;
  }

  /** The bytes of a kept bundle; undefined when this store does not have it. */
  async read({ name, version }: { name: string; version: string }): Promise<Buffer | undefined> {
    const { releases } = await this.#readIndex();
    const found = releases.find((entry) => entry.name === name && entry.version === version);
    return found === undefined ? undefined : readFile(join(this.#directory, found.file));
  }

  async #hasSameObjects(present: StoredRelease, release: Release): Promise<boolean> {
    const bundle = await readFile(join(this.#directory, present.file)).catch(() => undefined);
    if (bundle === undefined) return true;
    const kept = loadRelease(bundle, { origin: present.file });
    return kept.objectsDigest === release.objectsDigest;
  }

  /** False when it did not exist. */
  async remove(release: { name: string; version: string }): Promise<boolean> {
    await this.#pull();
    await this.#shared?.remove(release);
    return this.#removeHere(release);
  }

  async #removeHere({ name, version }: { name: string; version: string }): Promise<boolean> {
    const { releases } = await this.#readIndex();
    const found = releases.find((entry) => entry.name === name && entry.version === version);
    if (found === undefined) return false;
    await this.#writeIndex({ releases: releases.filter((entry) => entry !== found) });
    await rm(join(this.#directory, found.file), { force: true });
    return true;
  }

  async #readIndex(): Promise<StoreIndex> {
    const path = join(this.#directory, 'index.json');
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { releases: [] };
      throw error;
    }
    try {
      return JSON.parse(text) as StoreIndex;
    } catch (error) {
      throw new MlaError(
        'release.unreadable',
        { origin: path, reason: 'the index of releases is not JSON' },
        { cause: error },
      );
    }
  }

  async #writeIndex(index: StoreIndex): Promise<void> {
    await this.#write('index.json', `${JSON.stringify(index, null, 2)}\n`);
  }

  async #write(file: string, content: string | Uint8Array): Promise<void> {
    await writeWhole(this.#directory, file, content);
  }
}

/** Writes beside the target and renames, so that a reader (or a crash) never sees half a file. */
export async function writeWhole(directory: string, file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(directory, { recursive: true });
  const draft = join(directory, `.${file}.${randomUUID()}`);
  try {
    await writeFile(draft, content, { mode: 0o600 });
    await rename(draft, join(directory, file));
  } finally {
    await rm(draft, { force: true });
  }
}

/** The highest version, compared number by number. */
export function newest<T extends { readonly version: string }>(candidates: readonly T[]): T | undefined {
  return candidates.reduce<T | undefined>(
    (best, candidate) =>
      best === undefined || best.version.localeCompare(candidate.version, 'en', { numeric: true }) < 0
        ? candidate
        : best,
    undefined,
  );
}

function fileSafe(text: string): string {
  return text.replace(/[^A-Za-z0-9.-]/g, '_');
}
