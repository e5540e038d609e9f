import type { ReleaseFetch, ReleaseFetches } from '../../kubeflow/upstream/release-fetches.ts';
import type { Redactor } from '../../runs/secrets/redactor.ts';
import type { WorkOfServers } from '../../runs/store/work-of-servers.ts';
import type { Background } from '../http/background.ts';

/** Fetches of releases: those of this server, and those of others that share its database. */
export interface FetchesOfServers {
  /** Starts a fetch here, or joins one that runs, wherever. Throws as `ReleaseFetches.start`. */
  start(wish: Parameters<ReleaseFetches['start']>[0]): Promise<ReleaseFetch>;
  /** The newest attempt of each version. */
  list(): Promise<ReleaseFetch[]>;
  find(version: string): Promise<ReleaseFetch | undefined>;
  /** Waits for the end of a fetch that another server does. */
  cancel(version: string, signal: AbortSignal): Promise<ReleaseFetch | undefined>;
}

export interface FetchesOfServersParts {
  readonly fetches: Pick<ReleaseFetches, 'start' | 'list' | 'find' | 'cancel' | 'onStart'>;
  readonly work: WorkOfServers;
  readonly background: Pick<Background, 'closing' | 'keep'>;
  readonly redactor: Pick<Redactor, 'cleanData'>;
  /** Receives what keeps others from being told. */
  readonly report: (thrown: unknown) => void;
}

export function openFetchesOfServers({
  fetches,
  work,
  background: { closing, keep },
  redactor,
  report,
}: FetchesOfServersParts): FetchesOfServers {
  const tell = async (version: string): Promise<void> => {
    // Another server fetches the same: then that one tells.
    if (!(await work.take('fetch', version))) return;
    await work.tell('fetch', version, {
      view: () => {
        const view = fetches.find(version);
        const isRunning = view?.state === 'running';
        return { over: !isRunning || closing.aborted, view: isRunning && closing.aborted ? undefined : clean(view) };
      },
      onCancel: () => void fetches.cancel(version),
      report,
    });
  };
  const clean = (view: ReleaseFetch | undefined): unknown => view && redactor.cleanData(view);
  fetches.onStart((version) => keep(tell(version).catch(report)));

  const told = async (): Promise<ReleaseFetch[]> => (await work.list('fetch')) as ReleaseFetch[];
  /** What was told last is of the newest attempt, except while a fetch runs here. */
  const newest = (own: ReleaseFetch | undefined, other: ReleaseFetch | undefined): ReleaseFetch | undefined =>
    own?.state === 'running' ? own : (other ?? own);
  const find = async (version: string): Promise<ReleaseFetch | undefined> =>
    newest(
      fetches.find(version),
      (await told()).find((one) => one.version === version),
    );

  return {
    find,
    async start(wish) {
      const found = await find(wish.version);
      return found?.state === 'running' && fetches.find(wish.version)?.state !== 'running'
        ? found
        : fetches.start(wish);
    },
    async list() {
      const all = new Map(fetches.list().map((own) => [own.version, own]));
      for (const other of await told()) all.set(other.version, newest(all.get(other.version), other) ?? other);
      return [...all.values()];
    },
    async cancel(version, signal) {
      if (fetches.find(version)?.state === 'running') return fetches.cancel(version);
      await work.cancel('fetch', version, signal);
      return find(version);
    },
  };
}
