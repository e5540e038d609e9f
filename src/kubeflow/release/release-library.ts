import { didYouMean } from '../../errors/did-you-mean.ts';
import { MlaError } from '../../errors/error.ts';
import { isSampleRelease } from '../../installation/sample-release.ts';
import { bundleOfRelease } from './bundle-of-release.ts';
import { downloadOverHttps, type Download } from './fetch-bundle.ts';
import type { Release } from './release.ts';
import { ReleaseFolder } from './release-folder.ts';
import { newest, ReleaseStore, type ReleaseSource, type WantedRelease } from './release-store.ts';
import type { SharedBundles } from './team-bundles.ts';
import type { ReleaseSummary } from './release-summary.ts';

/** Every release within reach: the user's own, those of MLA_RELEASE_PATH, and the sample release. */
export class ReleaseLibrary {
  readonly store: ReleaseStore;
  readonly #sources: readonly ReleaseSource[];

  constructor(parts: { store: ReleaseStore; others: readonly ReleaseSource[] }) {
    this.store = parts.store;
    this.#sources = [parts.store, ...parts.others];
  }

  /** All releases; one that an earlier source has hides the same version of a later one. */
  async list(): Promise<ReleaseSummary[]> {
    const found = new Map<string, ReleaseSummary>();
    for (const source of this.#sources) {
      for (const summary of await source.list()) {
        const id = `${summary.name} ${summary.version}`;
        if (!found.has(id)) found.set(id, summary);
      }
    }
    return [...found.values()];
  }

  /**
   * A release by `name version`, by version alone (`26.03.1`, Kubeflow's) or by
   * name alone (`sample`: its newest). With `@sha256:…` behind it, only the
   * bundle of this digest will do. Throws `release.notFound` and, for another digest, `release.digestDiffers`.
   */
  async load(text: string): Promise<Release> {
    const [, named = text, digest] = /^(.*)@(sha256:[0-9a-f]{64})$/.exec(text.trim()) ?? [];
    const release = await this.#find(named);
    if (digest !== undefined && release.digest !== digest) {
      throw new MlaError('release.digestDiffers', {
        origin: `The release ${named}`,
        expected: digest,
        actual: release.digest,
      });
    }
    return release;
  }

  async #find(text: string): Promise<Release> {
    const wanted = parseWanted(text);
    const found: Release[] = [];
    for (const source of this.#sources) {
      const release = await source.load(wanted);
      if (release !== undefined && wanted.version !== undefined) return release;
      if (release !== undefined) found.push(release);
    }
    const best = newest(found);
    if (best !== undefined) return best;
    const releases = await this.list();
    const names = releases.flatMap(({ name, version }) => [name, version, `${name} ${version}`]);
    const available = releases.map(({ name, version }) =>
      isSampleRelease(name) ? `the sample release (${name} ${version}, not Kubeflow)` : `${name} ${version}`,
    );
    throw new MlaError('release.notFound', {
      release: text,
      suggestion: didYouMean(text, names),
      available: available.join(', '),
    });
  }

  /** A release as the file to carry to another machine. */
  async export(text: string): Promise<{ file: string; bundle: Buffer }> {
    const release = await this.load(text);
    return { file: `${release.name}-${release.version}.mlarelease`, bundle: bundleOfRelease(release) };
  }

  /** Removes a release of the user's own store. Throws `release.notRemovable` for one of another source, `release.notFound` for none. */
  async remove(text: string): Promise<void> {
    const { name, version } = await this.load(text);
    if (await this.store.remove({ name, version })) return;
    const summary = (await this.list()).find((entry) => entry.name === name && entry.version === version);
    throw new MlaError('release.notRemovable', {
      release: `${name} ${version}`,
      source: summary?.source ?? 'another place',
    });
  }
}

/** The library of a directory, an optional MLA_RELEASE_PATH folder and what is built in. */
export function openReleaseLibrary(parts: {
  directory: string;
  cacheDirectory: string;
  /** Value of MLA_RELEASE_PATH. */
  releasePath?: string | undefined;
  builtIn: readonly ReleaseSource[];
  download?: Download;
  /** Where servers that share a database keep the user's own releases. */
  shared?: SharedBundles | undefined;
}): ReleaseLibrary {
  const { directory, cacheDirectory, releasePath, builtIn, download = downloadOverHttps(fetch), shared } = parts;
  const folders =
    releasePath === undefined || releasePath === '' ? [] : [new ReleaseFolder({ folder: releasePath, cacheDirectory })];
  return new ReleaseLibrary({
    store: new ReleaseStore({ directory, download, shared }),
    others: [...folders, ...builtIn],
  });
}

function parseWanted(text: string): WantedRelease {
  const [given = '', second] = text.trim().split(/[\s@]+/);
  // Files and commands of earlier versions call it practice.
  const first = given === 'practice' ? 'sample' : given;
  if (second !== undefined) return { name: first, version: second };
  return /^\d/.test(first) ? { name: 'kubeflow', version: first } : { name: first };
}
