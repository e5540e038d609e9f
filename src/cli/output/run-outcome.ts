import { finalRunStates, type RunView } from '../../api/run.ts';
import type { ErrorKind } from '../../errors/definition.ts';
import { exitCodes } from './exit-codes.ts';

/** A run that does not change any more. */
export function isFinal(run: Pick<RunView, 'state'>): boolean {
  return finalRunStates.includes(run.state);
}

/** What the exit code tells of a run's end: nothing for success, else the kind of its error. */
export function kindOfOutcome(run: RunView): ErrorKind | undefined {
  if (run.state === 'cancelled') return 'cancelled';
  if (run.state !== 'failed') return undefined;
  const kind = run.error?.kind;
  return kind !== undefined && kind in exitCodes ? (kind as ErrorKind) : 'internal';
}
