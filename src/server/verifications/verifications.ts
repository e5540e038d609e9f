import type { CheckView, VerificationView } from '../../api/contract.ts';
import { toMlaError } from '../../errors/error.ts';
import type { VerifyProgress } from '../../kubeflow/verify/verify.ts';
import { viewCheck } from '../../kubeflow/verify/view-check.ts';
import type { InstallationStore } from '../../runs/store/installation-store.ts';
import { createShownWorks, type ShownWorkParts, type ShownWorks } from '../shown-work/shown-work.ts';

/** Runs the checks of an installation, and tells what happens. */
export type VerificationWork = (request: {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: VerifyProgress) => void;
}) => Promise<unknown>;

/** The checks of installations that run, and the results of the last ones. */
export interface Verifications extends Omit<ShownWorks<VerificationView>, 'start'> {
  /** Gives those that run already instead of beginning others. */
  start(
    installation: string,
    user: string,
    work: VerificationWork,
  ): Promise<{ readonly view: VerificationView; readonly begun: boolean }>;
}

export interface VerificationParts extends Omit<ShownWorkParts<VerificationView>, 'kind' | 'save' | 'load'> {
  readonly store: Pick<InstallationStore, 'saveVerification' | 'findVerification'>;
  readonly now?: () => Date;
}

export function createVerifications({ store, now = () => new Date(), ...parts }: VerificationParts): Verifications {
  const works = createShownWorks<VerificationView>({
    ...parts,
    kind: 'verification',
    save: (installation, view) => store.saveVerification(installation, view),
    load: (installation) => store.findVerification(installation),
  });
  return {
    ...works,
    start(installation, user, work) {
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
      return works.start(installation, view(), async ({ signal, show }) => {
        let failure: Partial<VerificationView> = {};
        try {
          const onProgress = (progress: VerifyProgress): void => {
            fold(checks, progress);
            show(view());
          };
          await work({ signal, onProgress });
        } catch (thrown) {
          if (!signal.aborted) failure = { error: toMlaError(thrown).report() };
        }
        const done = checks.filter(({ state }) => state !== 'running');
        // What was cancelled before the first result tells nothing, and the last results stay.
        return done.length > 0 || failure.error !== undefined
          ? view({ state: 'ended', endedAt: now().toISOString(), checks: done, ...failure })
          : undefined;
      });
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
