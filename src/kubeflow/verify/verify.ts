import { toMlaError, type MlaError } from '../../errors/error.ts';
import type { LoginWalk } from '../login/hops.ts';
import { verifyChecks, type VerifyCheck } from './checks.ts';
import { reasonToSkip, type CheckChoice } from './choose-checks.ts';
import { namespaceOf, type CheckContext, type Finding, type VerifyContext, type VerifyId } from './look.ts';
import { takeTurn, type Turn } from './made/turn.ts';

/** What one check found. */
export interface VerifyResult extends Finding {
  readonly id: VerifyId;
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly milliseconds: number;
}

/** What happens while checks run. */
export type VerifyProgress =
  | { readonly type: 'started'; readonly id: VerifyId; readonly title: string }
  /** What the check waits for, in a few words. */
  | { readonly type: 'state'; readonly id: VerifyId; readonly state: string }
  | { readonly type: 'result'; readonly result: VerifyResult };

/**
 * Runs the chosen checks of the table, and tells each result as it comes. A check is skipped that needs another one
 * that did not pass. Those that make objects wait for their turn in the namespace. Rejects only when the signal aborts;
 * what a check has made is deleted before.
 */
export async function verifyKubeflow(
  context: VerifyContext,
  choice: CheckChoice & { readonly onProgress?: (progress: VerifyProgress) => void } = {},
): Promise<VerifyResult[]> {
  const { onProgress = () => undefined } = choice;
  const results: VerifyResult[] = [];
  const shared = new Map<VerifyId, Finding>();
  const turns = createTurns(context);
  try {
    for (const check of verifyChecks) {
      const { id, title } = check;
      const reason = reasonToSkip(id, choice) ?? reasonBefore(check, results);
      const before = performance.now();
      if (reason === undefined) onProgress({ type: 'started', id, title });
      const onState = (state: string): void => onProgress({ type: 'state', id, state });
      const finding = reason === undefined ? await turns.look(check, { onState, shared }) : skipped(reason);
      const milliseconds =
        timeBefore(finding, context.walk) + (reason === undefined ? Math.round(performance.now() - before) : 0);
      const result = { id, title, state: stateOf(finding), milliseconds, ...finding };
      results.push(result);
      onProgress({ type: 'result', result });
    }
  } finally {
    await turns.end();
  }
  return results;
}

/** What of earlier results keeps a check from being run. */
function reasonBefore({ needs, makes }: VerifyCheck, results: readonly VerifyResult[]): string | undefined {
  const missing = needs.find((need) => results.find((one) => one.id === need)?.state !== 'passed');
  if (missing !== undefined) return `needs the check ${missing}`;
  const isBusy = makes !== undefined && results.some(({ error }) => error?.key === 'verify.busy');
  return isBusy ? 'other checks work in the namespace' : undefined;
}

/** The first failure of them. */
export function firstFailure(results: readonly VerifyResult[]): MlaError | undefined {
  return results.find(({ state }) => state === 'failed')?.error;
}

/** Looks, with the turn in the namespace for a check that makes objects: taken by the first of them, and kept until the end. */
function createTurns(context: VerifyContext) {
  let turn: Turn | undefined;
  const lookInTurn = async ({ makes, look }: VerifyCheck, more: Pick<CheckContext, 'onState' | 'shared'>) => {
    const alone = { ...context, ...more, keepsTurn: () => true };
    if (makes === undefined) return look(alone);
    turn ??= await takeTurn(alone, namespaceOf(context.walk));
    const { lost } = turn;
    const signal = AbortSignal.any([context.signal, lost]);
    return look({ ...alone, signal, keepsTurn: () => !lost.aborted });
  };
  return {
    look: async (check: VerifyCheck, more: Pick<CheckContext, 'onState' | 'shared'>): Promise<Finding> => {
      try {
        const finding = await lookInTurn(check, more);
        return finding.skipped === undefined ? finding : { ...finding, seen: finding.skipped };
      } catch (thrown) {
        context.signal.throwIfAborted();
        const error = toMlaError(turn?.lost.aborted === true ? turn.lost.reason : thrown);
        return { seen: error.message, error };
      }
    },
    end: async (): Promise<void> => turn?.end(),
  };
}

function skipped(reason: string): Finding {
  return { seen: reason, skipped: reason };
}

function stateOf({ error, skipped: reason }: Finding): VerifyResult['state'] {
  if (error !== undefined) return 'failed';
  return reason === undefined ? 'passed' : 'skipped';
}

/** The login was walked before the checks look at it. */
function timeBefore({ hops = [] }: Finding, walk: LoginWalk): number {
  return hops.filter((hop) => walk.hops.includes(hop)).reduce((sum, { milliseconds }) => sum + milliseconds, 0);
}
