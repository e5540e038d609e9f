import type { CheckView, VerificationView } from '../../api/contract.ts';
import { toMlaError } from '../../errors/error.ts';
import type { VerifyProgress } from '../../kubeflow/verify/verify.ts';
import { viewCheck } from '../../kubeflow/verify/view-check.ts';
import type { Background } from '../http/background.ts';
import type { InstallationStore } from '../../runs/store/installation-store.ts';

/** Runs the checks of an installation, and tells what happens. */
export type VerificationWork = (request: {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: VerifyProgress) => void;
}) => Promise<unknown>;

/** The checks that run on this server, one after the other for an installation, and the results of the last ones. */
export interface Verifications {
  /** Those that run now. */
  running(installation: string): VerificationView | undefined;
  /** Gives those that run already instead of beginning others. */
  start(installation: string, user: string, work: VerificationWork): VerificationView;
  find(installation: string): Promise<VerificationView | undefined>;
  /** Resolves when they have ended: what they made is deleted then. */
  cancel(installation: string): Promise<void>;
}

interface Running {
  readonly view: () => VerificationView;
  readonly cancel: AbortController;
  readonly ended: Promise<void>;
}

export interface VerificationParts {
  readonly store: Pick<InstallationStore, 'saveVerification' | 'findVerification'>;
  readonly background: Pick<Background, 'closing' | 'keep'>;
  /** Receives what keeps results from being stored. */
  readonly report: (error: unknown) => void;
  readonly now?: () => Date;
}

export function createVerifications({
  store,
  background: { closing, keep },
  report,
  now = () => new Date(),
}: VerificationParts): Verifications {
  const all = new Map<string, Running>();

  const begin = (installation: string, user: string, work: VerificationWork): Running => {
    const cancel = new AbortController();
    const startedAt = now().toISOString();
    const checks: CheckView[] = [];
    const view = (rest: Partial<VerificationView> = {}): VerificationView => ({
      state: 'running',
      startedAt,
      endedAt: null,
      user,
      checks: [...checks],
      ...rest,
    });
    const run = async (): Promise<void> => {
      let failure: Partial<VerificationView> = {};
      try {
        const onProgress = (progress: VerifyProgress): void => fold(checks, progress);
        await work({ signal: AbortSignal.any([cancel.signal, closing]), onProgress });
      } catch (thrown) {
        if (!cancel.signal.aborted && !closing.aborted) failure = { error: toMlaError(thrown).report() };
      }
      const done = checks.filter(({ state }) => state !== 'running');
      // What was cancelled before the first result tells nothing, and the last results stay.
      if (done.length > 0 || failure.error !== undefined)
        await store.saveVerification(
          installation,
          view({ state: 'ended', endedAt: now().toISOString(), checks: done, ...failure }),
        );
    };
    const ended = run()
      .catch(report)
      .finally(() => all.delete(installation));
    keep(ended);
    return { view, cancel, ended };
  };

  return {
    running: (installation) => all.get(installation)?.view(),
    start(installation, user, work) {
      const running = all.get(installation) ?? begin(installation, user, work);
      all.set(installation, running);
      return running.view();
    },
    find: async (installation) => all.get(installation)?.view() ?? store.findVerification(installation),
    async cancel(installation) {
      const running = all.get(installation);
      running?.cancel.abort();
      await running?.ended;
    },
  };
}

/** What is shown after something happened. */
function fold(checks: CheckView[], progress: VerifyProgress): void {
  const id = progress.type === 'result' ? progress.result.id : progress.id;
  const at = checks.findIndex((check) => check.id === id);
  const place = at < 0 ? checks.length : at;
  const known = checks[place];
  if (progress.type === 'result') checks[place] = viewCheck(progress.result);
  else if (progress.type === 'state') {
    if (known !== undefined) checks[place] = { ...known, seen: progress.state };
  } else
    checks[place] = {
      id,
      title: progress.title,
      state: 'running',
      milliseconds: 0,
      seen: '',
      hops: [],
      warnings: [],
    };
}
