import { finalRunStates, type RunEvent } from '../../api/run.ts';
import type { RunRecord } from './run-store.ts';

/*
 * Events of a run are numbered without a gap, and the run counts them. So what
 * a damaged file no longer holds is seen: a page of zeros is valid to
 * PostgreSQL, whose checksums do not cover it, and its rows are gone without an
 * error. The rest of the run stays readable, with an event where some are lost.
 */

/** The events after `after`, with one more wherever numbers are missing between them. */
export function tellGaps(events: readonly RunEvent[], after: number): RunEvent[] {
  let before = after;
  return events.flatMap((event) => {
    const lost = event.id - before - 1;
    before = event.id;
    return lost === 0 ? [event] : [missing(event, { id: event.id - 1, lost }), event];
  });
}

/** What stands for the events between `after` and the run's last one, when none of them is there. */
export function tellLostEnd({ id, attempt, lastEventId, state }: RunRecord, after: number): RunEvent {
  const place = { runId: id, attempt: Math.max(1, attempt), time: new Date().toISOString() };
  const told = missing(place, { id: lastEventId, lost: lastEventId - after });
  return finalRunStates.includes(state) ? { ...told, data: { ...told.data, state } } : told;
}

function missing(
  { runId, attempt, time }: Pick<RunEvent, 'runId' | 'attempt' | 'time'>,
  { id, lost }: { id: number; lost: number },
): RunEvent {
  return {
    id,
    runId,
    time,
    attempt,
    type: 'run.events-missing',
    severity: 'warning',
    message: `${lost === 1 ? '1 event is' : `${lost} events are`} missing here: the files of the database are damaged. Restore a copy of the data directory to get them back.`,
    data: { count: lost },
  };
}
