import { join } from 'node:path';
import { type ErrorReport, fromReport, MlaError, toMlaError } from '../../errors/error.ts';
import type { ReleaseStore } from '../release/release-store.ts';
import type { ReleaseSummary } from '../release/release-summary.ts';
import type { KnownRelease } from '../releases/known-release.ts';
import { DownloadCache, type Fetch } from './download/download-cache.ts';
import { fetchPublishedBundle } from './download/fetch-published-bundle.ts';
import { fetchRelease, type FetchedRelease, type FetchProgress } from './fetch-release.ts';
import { fetchOfficialKustomize, type Machine } from './render/official-kustomize.ts';
import { type BundledKubectl, findRenderEngine, type RenderEngine } from './render/render-engine.ts';

/** A fetch as pages and terminals show it. */
export interface ReleaseFetch {
  readonly version: string;
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** 0 to 1; never goes back. */
  readonly progress: number;
  /** The current activity, in one line. */
  readonly detail: string;
  /** Whether the objects were compared with known ones: false for an unknown tag. Absent until it has ended well. */
  readonly verified?: boolean;
  /** SHA-256 of the objects, in hex. Set after success. */
  readonly objects?: string;
  readonly release?: ReleaseSummary;
  readonly error?: ErrorReport;
}

export interface ReleaseFetchParts {
  readonly store: ReleaseStore;
  readonly cacheDirectory: string;
  readonly fetch: Fetch;
  /** Value of PATH. */
  readonly path: string;
  readonly machine: Machine;
  /** Value of MLA_RELEASE_SOURCE: stands for https://github.com, and may hold bundles. */
  readonly mirror?: string | undefined;
  readonly bundledKubectl: () => Promise<BundledKubectl | undefined>;
  /** The releases that can be fetched and compared. */
  readonly known: readonly KnownRelease[];
}

interface Running {
  view: ReleaseFetch;
  readonly stop: AbortController;
  readonly watchers: Set<(view: ReleaseFetch) => void>;
  readonly done: Promise<ReleaseFetch>;
}

/** Fetches releases from upstream. One fetch per version at a time, shared by everyone who asks for it. */
export class ReleaseFetches {
  readonly #parts: ReleaseFetchParts;
  readonly #fetches = new Map<string, Running>();
  readonly #starters = new Set<(version: string) => void>();

  constructor(parts: ReleaseFetchParts) {
    this.#parts = parts;
  }

  /** Starts a fetch, or joins the active one. Throws `release.versionUnknown` for an unknown version, unless the caller accepts it unchecked. */
  start({ version, acceptUnknown = false }: { version: string; acceptUnknown?: boolean }): ReleaseFetch {
    const current = this.#fetches.get(version);
    if (current?.view.state === 'running') return current.view;
    const known = this.#findKnown(version);
    const isTag = /^[\w][\w.-]*$/.test(version);
    if (known === undefined && !(acceptUnknown && isTag)) throw this.#unknown(version);
    const stop = new AbortController();
    const watchers: Running['watchers'] = new Set();
    const running: Running = {
      view: { version, state: 'running', progress: 0, detail: `Getting Kubeflow ${version}` },
      stop,
      watchers,
      done: this.#run(version, stop.signal, (change) => {
        running.view = { ...running.view, ...change, progress: Math.max(running.view.progress, change.progress ?? 0) };
        for (const watcher of watchers) watcher(running.view);
      }).then((end) => {
        running.view = { ...running.view, ...end };
        for (const watcher of watchers) watcher(running.view);
        return running.view;
      }),
    };
    this.#fetches.set(version, running);
    for (const told of this.#starters) told(version);
    return running.view;
  }

  /** Calls `told` for each fetch that begins from now on, whoever starts it. */
  onStart(told: (version: string) => void): void {
    this.#starters.add(told);
  }

  /** Resolves when the fetch has ended; immediately where none was started in this process. */
  async ended(version: string): Promise<void> {
    await this.#fetches.get(version)?.done;
  }

  list(): ReleaseFetch[] {
    return [...this.#fetches.values()].map(({ view }) => view);
  }

  /** Undefined when none was started in this process. */
  find(version: string): ReleaseFetch | undefined {
    return this.#fetches.get(version)?.view;
  }

  cancel(version: string): ReleaseFetch | undefined {
    const running = this.#fetches.get(version);
    running?.stop.abort();
    return running?.view;
  }

  /** Waits for a fetch. Throws its error. Aborting `signal` ends the fetch, because the waiting caller started it. */
  async follow(
    version: string,
    { signal, onChange }: { signal: AbortSignal; onChange: (view: ReleaseFetch) => void },
  ): Promise<ReleaseFetch> {
    const running = this.#fetches.get(version);
    if (running === undefined) throw this.#unknown(version);
    const cancel = (): void => running.stop.abort();
    signal.addEventListener('abort', cancel, { once: true });
    running.watchers.add(onChange);
    try {
      if (signal.aborted) cancel();
      const end = await running.done;
      signal.throwIfAborted();
      if (end.error !== undefined) throw fromReport(end.error);
      if (end.state === 'cancelled') throw new MlaError('general.cancelled');
      return end;
    } finally {
      running.watchers.delete(onChange);
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Ends all active fetches. */
  async close(): Promise<void> {
    for (const { stop } of this.#fetches.values()) stop.abort();
    await Promise.all([...this.#fetches.values()].map(({ done }) => done));
  }

  async #run(
    version: string,
    signal: AbortSignal,
    tell: (change: Partial<ReleaseFetch>) => void,
  ): Promise<Partial<ReleaseFetch>> {
    try {
      const fetched = await this.#get(version, signal, (progress) => tell(describeProgress(progress)));
      const release = await this.#parts.store.keep(fetched.bundle, {
        source: [fetched.source, ...(fetched.engine === undefined ? [] : [`rendered with ${fetched.engine}`])].join(
          ', ',
        ),
      });
      return {
        state: 'succeeded',
        progress: 1,
        verified: fetched.verified,
        objects: fetched.objects,
        release,
        detail: `Kubeflow ${version}: ${release.objects} objects of ${release.components.length} components`,
      };
    } catch (error) {
      if (signal.aborted) return { state: 'cancelled', detail: 'Cancelled. What was downloaded is kept.' };
      const report = toMlaError(error).report();
      return { state: 'failed', error: report, detail: report.message };
    }
  }

  async #get(
    version: string,
    signal: AbortSignal,
    onProgress: (progress: FetchProgress) => void,
  ): Promise<FetchedRelease> {
    const { cacheDirectory, fetch, mirror } = this.#parts;
    const downloads = new DownloadCache({
      directory: join(cacheDirectory, 'downloads'),
      fetch,
      ...(mirror ? { mirror } : {}),
    });
    const known = this.#findKnown(version);
    const published =
      known === undefined || !mirror
        ? undefined
        : await fetchPublishedBundle({ known, mirror, downloads, signal, onProgress });
    if (published !== undefined) return published;
    return fetchRelease({
      wanted: known ?? { tag: version },
      downloads,
      workDirectory: join(cacheDirectory, 'work'),
      engine: () => this.#engine(downloads, signal),
      onProgress,
      signal,
    });
  }

  #findKnown(version: string): KnownRelease | undefined {
    return this.#parts.known.find((release) => release.version === version);
  }

  #unknown(version: string): MlaError {
    return new MlaError('release.versionUnknown', {
      version,
      known: this.#parts.known.map((release) => release.version).join(', '),
    });
  }

  async #engine(downloads: DownloadCache, signal: AbortSignal): Promise<RenderEngine> {
    const { path, machine, cacheDirectory, bundledKubectl } = this.#parts;
    const bundled = await bundledKubectl();
    const { engine, tooOld } = await findRenderEngine({ path, signal, ...(bundled === undefined ? {} : { bundled }) });
    const found =
      engine ??
      (await fetchOfficialKustomize({ downloads, directory: join(cacheDirectory, 'programs'), machine, signal }));
    if (found === undefined)
      throw new MlaError('release.noRenderer', {
        tooOld: tooOld.length === 0 ? '' : `; too old: ${tooOld.join(', ')}`,
      });
    return found;
  }
}

/** Downloads are the first third of the time, rendering the rest. */
const shareOfDownloads = 1 / 3;
/** The download size of a 2026 release, to estimate progress where servers send no length. */
const expectedBytes = 11_500_000;

function describeProgress(progress: FetchProgress): Pick<ReleaseFetch, 'progress' | 'detail'> {
  if (progress.stage === 'download') {
    const share = Math.min(progress.bytes / (progress.total ?? expectedBytes), 1);
    return {
      progress: share * shareOfDownloads * 0.9,
      detail: `Downloading ${new URL(progress.address).pathname.split('/').slice(1, 3).join('/')}: ${(progress.bytes / 1e6).toFixed(1)} MB`,
    };
  }
  return {
    progress: shareOfDownloads + (1 - shareOfDownloads) * 0.95 * (progress.rendered / progress.total),
    detail: `Rendered ${progress.rendered} of ${progress.total} components with ${progress.engine}`,
  };
}
