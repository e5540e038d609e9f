import type { Background } from '../http/background.ts';
import type { WorkKind, WorkOfServers } from '../../runs/store/work-of-servers.ts';

/** Work that changes what is shown of it, and ends when the signal aborts. Resolves with what is kept of it; with undefined the last results stay. */
export type ShownWork<View> = (request: {
  readonly signal: AbortSignal;
  readonly show: (view: View) => void;
}) => Promise<View | undefined>;

/** Work on installations that continues when the browser leaves: at most one for each, with the results of the last one. */
export interface ShownWorks<View> {
  /** What runs here, or at another server of this database. */
  running(installation: string): Promise<View | undefined>;
  /** What runs, else what the last one came to. */
  find(installation: string): Promise<View | undefined>;
  /** Shows what runs already instead of beginning another. `first`: what is shown until the work shows something. */
  start(
    installation: string,
    first: View,
    work: ShownWork<View>,
  ): Promise<{ readonly view: View; readonly begun: boolean }>;
  /** Resolves when it has ended, with what it made deleted. */
  cancel(installation: string, signal: AbortSignal): Promise<void>;
}

export interface ShownWorkParts<View> {
  readonly kind: WorkKind;
  readonly save: (installation: string, view: View) => Promise<void>;
  readonly load: (installation: string) => Promise<View | undefined>;
  readonly sharedWork: Pick<WorkOfServers, 'take' | 'tell' | 'find' | 'cancel'>;
  readonly background: Pick<Background, 'closing' | 'keep'>;
  /** Receives what keeps results from being stored. */
  readonly report: (error: unknown) => void;
}

interface Running<View> {
  shown: View;
  readonly cancel: AbortController;
  readonly ended: Promise<unknown>;
}

export function createShownWorks<View>({
  kind,
  save,
  load,
  sharedWork,
  background: { closing, keep },
  report,
}: ShownWorkParts<View>): ShownWorks<View> {
  const own = new Map<string, Running<View>>();

  const begin = (installation: string, first: View, work: ShownWork<View>): Running<View> => {
    const cancel = new AbortController();
    const run = async (): Promise<void> => {
      const signal = AbortSignal.any([cancel.signal, closing]);
      const kept = await work({ signal, show: (view) => void (running.shown = view) });
      if (kept !== undefined) await save(installation, kept);
    };
    const { promise: ended, resolve } = Promise.withResolvers<undefined>();
    const running: Running<View> = { shown: first, cancel, ended };
    own.set(installation, running);
    void run()
      .catch(report)
      .finally(() => {
        own.delete(installation);
        resolve(undefined);
      });
    keep(ended);
    return running;
  };

  /** Tells other servers of it while it runs. */
  const share = (installation: string): void =>
    keep(
      sharedWork.tell(kind, installation, {
        view: () => {
          const running = own.get(installation);
          return { over: running === undefined, view: running?.shown };
        },
        onCancel: () => own.get(installation)?.cancel.abort(),
        report,
      }),
    );

  const works: ShownWorks<View> = {
    running: async (installation) =>
      own.get(installation)?.shown ?? ((await sharedWork.find(kind, installation)) as View | undefined),
    find: async (installation) => (await works.running(installation)) ?? load(installation),
    async start(installation, first, work) {
      const under = await works.running(installation);
      if (under !== undefined) return { view: under, begun: false };
      // Another server can be faster, or another request here.
      const taken = await sharedWork.take(kind, installation);
      if (!taken || own.has(installation)) return { view: (await works.running(installation)) ?? first, begun: false };
      const { shown } = begin(installation, first, work);
      share(installation);
      return { view: shown, begun: true };
    },
    async cancel(installation, signal) {
      const running = own.get(installation);
      if (running === undefined) return sharedWork.cancel(kind, installation, signal);
      running.cancel.abort();
      await running.ended;
    },
  };
  return works;
}
