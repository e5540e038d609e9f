import { finalRunStates, type RunEvent } from '../../api/run.ts';
import type { RunRecord } from './run-store.ts';

/*
 * Events of a run are numbered without gaps, and the run counts them. So losses
 * in a damaged file are noticed: PostgreSQL accepts a page of zeros, which its
 * checksums do not cover, and the rows are gone without an error. The rest of
 * the run stays readable, with an event where some are lost.
 */

/** The events after `after`, with an extra one wherever numbers are missing. */
export function tellGaps(events: readonly RunEvent[], after: number): RunEvent[] {
  let before = after;
  return events.flatMap((event) => {
    const lost = event.id - before - 1;
    before = event.id;
    return lost === 0 ? [event] : [missing(event, { id: event.id - 1, lost }), event];
  });
}

/** The event that replaces everything between `after` and the run's last event, when none of it exists. */
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
