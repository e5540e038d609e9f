import { finalRunStates, type RunView } from '../../api/run.ts';
import type { ErrorKind } from '../../errors/definition.ts';
import { exitCodes } from './exit-codes.ts';

/** A run that does not change any more, or whose changes this version cannot tell. */
export function isFinal(run: Pick<RunView, 'state'>): boolean {
  return finalRunStates.includes(run.state) || run.state === 'unknown';
}

/** A run's state in one word: the server's own where this version has none. */
export function stateWord({ state, unknownState }: Pick<RunView, 'state' | 'unknownState'>): string {
  return unknownState ?? state;
}

/** What the exit code tells of a run's end: nothing for success, else the kind of its error. */
export function kindOfOutcome(run: RunView): ErrorKind | undefined {
  if (run.state === 'cancelled') return 'cancelled';
  // Nothing shows that it succeeded.
  if (run.state === 'unknown') return 'internal';
  if (run.state !== 'failed') return undefined;
  const kind = run.error?.kind;
  return kind !== undefined && kind in exitCodes ? (kind as ErrorKind) : 'internal';
}
