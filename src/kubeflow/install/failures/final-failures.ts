import { MlaError } from '../../../errors/error.ts';
import type { Trouble } from '../../../kubernetes/diagnosis/trouble.ts';
import type { TrackedObject } from '../readiness-tracker.ts';

/** An object that is not ready, with what is known about its pods. */
export interface Unready {
  readonly tracked: TrackedObject;
  readonly trouble: Trouble | undefined;
  /** How long it has been waited for. */
  readonly seconds: number;
}

/** Seconds. */
export interface EndLimits {
  /** An install with a final failure ends after this long without progress: by then, everything else is ready. */
  readonly quiet: number;
  /** A problem that does not resolve by itself is final after this time: someone may fix it earlier. */
  readonly trouble: number;
}

export const defaultEndLimits: EndLimits = { quiet: 30, trouble: 600 };

/**
 * Why an install cannot complete, root cause first; undefined while waiting may
 * help. Crash loops are named last: programs crash when something else is
 * missing.
 */
export function findFinalFailure(
  unready: readonly Unready[],
  given: { readonly limits: EndLimits; readonly installation: string },
): MlaError | undefined {
  const final = unready
    .filter((one) => isFinal(one, given.limits))
    .sort((one, other) => rankOf(one) - rankOf(other) || other.seconds - one.seconds);
  const [root, ...others] = final;
  if (root === undefined) return undefined;
  const more =
    others.length === 0
      ? ''
      : ` So are ${others
          .slice(0, 3)
          .map(({ tracked }) => tracked.name)
          .join(', ')}${others.length > 3 ? ` and ${others.length - 3} more` : ''}, which may follow from it.`;
  return new MlaError('kubeflow.neverReady', {
    what: root.tracked.name,
    why: reasonOf(root),
    others: more,
    fix: fixOf(root),
    installation: given.installation,
  });
}

/**
 * A Deployment past its progress deadline is final only when its pods say what
 * is wrong: one that is still pulling a large image may succeed.
 */
function isFinal({ tracked, trouble, seconds }: Unready, limits: EndLimits): boolean {
  const hopeless = trouble?.heals === false;
  if (tracked.failed) return tracked.planned.key.kind !== 'Deployment' || tracked.scaledDown || hopeless;
  return hopeless && seconds >= limits.trouble;
}

/** Does not resolve by itself, and is not a crash loop, which something missing can cause. */
export function isRoot({ tracked, trouble }: Unready): boolean {
  return (
    tracked.scaledDown ||
    (trouble === undefined ? tracked.failed : !trouble.heals && trouble.reason !== 'CrashLoopBackOff')
  );
}

function rankOf({ tracked, trouble }: Unready): number {
  if (tracked.scaledDown) return 0;
  if (trouble?.reason === 'CrashLoopBackOff') return 3;
  return tracked.planned.key.kind === 'Job' ? 2 : 1;
}

function reasonOf({ tracked, trouble }: Unready): string {
  return sentence(trouble === undefined || tracked.scaledDown ? tracked.reason : trouble.message);
}

function fixOf({ tracked: { planned, scaledDown }, trouble }: Unready): string {
  const { kind, namespace = 'default', name } = planned.key;
  if (scaledDown) return 'Scale it up again, or put back what was changed with `--repair`.';
  if (kind === 'Job')
    return `${trouble?.hint ?? ''} Read its log (\`kubectl -n ${namespace} logs job/${name}\`), fix the cause and delete the Job (\`kubectl -n ${namespace} delete job ${name}\`): it is sent again.`.trim();
  return trouble?.hint ?? 'Look at it with `kubectl describe`, and fix what it says.';
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}${/[.!?]$/.test(trimmed) ? '' : '.'}`;
}
