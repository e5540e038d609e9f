import { setTimeout as sleep } from 'node:timers/promises';
import { MlaError, toMlaError } from '../../errors/error.ts';
import type { Redactor } from '../secrets/redactor.ts';
import type { Claim, RunChange, RunStore, TimedEvent } from '../store/run-store.ts';
import { storableJson } from '../store/storable.ts';
import type { NewEvent } from './step.ts';

/** The longest time that an event waits for others to share its transaction, in milliseconds. */
const batchTime = 100;
const batchSize = 200;
const retryWhenDiskFull = 2000;
const retryWhenRefused = 300;
const triesWhenRefused = 3;
const diskFull = 'database.diskFull';

/** Why nothing was written, and the event that says so. */
interface Pause {
  readonly error: MlaError;
  readonly event: TimedEvent;
}

/** Records what happens in a worker's run, in order. */
export interface RunJournal {
  /** Does not wait for the disk. */
  tell(event: NewEvent): void;
  /**
   * A step's output as it will be read back: plain data that can be stored. Later
   * steps receive the same value, so that a later attempt has the same input.
   * Secrets are redacted in its `detail`, which people read; the rest is unchanged.
   */
  asStored(output: Record<string, unknown>): Record<string, unknown>;
  /** Writes the pending events together with the change. Throws `run.takenOver` when another worker owns the run. */
  commit(change: RunChange): Promise<void>;
  /** Stops writing; pending events are lost. */
  close(): void;
}

export interface RunJournalParts {
  readonly store: RunStore;
  readonly claim: Claim;
  readonly redactor: Redactor;
  readonly now: () => Date;
  /** Aborts when the run should stop: events are then written to the reserved space, without waiting for a full disk where possible. */
  readonly stop: AbortSignal;
  /** Aborts when the process should end: a full disk is no longer waited for. */
  readonly leave: AbortSignal;
  /** Called each time the disk becomes full. */
  readonly onDiskFull: (error: MlaError) => void;
  /** Called once when writing is no longer possible: the run was taken over, or the database is gone. */
  readonly onFailure: (error: unknown) => void;
}

/** Batches events, so that thousands of lines cost tens of transactions, and waits while the disk is full. */
export function openRunJournal({
  store,
  claim,
  redactor,
  now,
  stop,
  leave,
  onDiskFull,
  onFailure,
}: RunJournalParts): RunJournal {
  let told: TimedEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<unknown> = Promise.resolve();
  let closed = false;

  const write = (change: RunChange): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const events = [...told, ...(change.events ?? [])];
    told = [];
    const result = writing.then(() => commitWithRoom({ ...change, events: [...events] }));
    writing = result.catch((error: unknown) => {
      // Pending events go with the next attempt, which may be the last.
      if (toMlaError(error).key === diskFull) told = [...events, ...told];
    });
    return result;
  };

  const isLeaving = (): boolean => leave.aborted;
  const isStopping = (): boolean => stop.aborted || leave.aborted;
  /** Applies a change with events about the disk around it, using the reserved space once the run should stop. */
  const tryToCommit = (change: RunChange, { before = [] as readonly TimedEvent[] } = {}): Promise<Pause | undefined> =>
    commitOrPause({ ...change, events: [...before, ...(change.events ?? [])], ...(isStopping() && { urgent: true }) });

  const commitWithRoom = async (change: RunChange): Promise<void> => {
    const pause = await tryToCommit(change);
    if (pause === undefined) return;
    if (isLeaving()) throw pause.error;
    onDiskFull(pause.error);
    // A final event can still fit where the whole batch did not.
    let isTold = (await commitOrPause({ events: [pause.event], urgent: true })) === undefined;
    for (;;) {
      await waitForRoom();
      if (closed) throw new MlaError('general.cancelled');
      const continued: TimedEvent = {
        type: 'run.continued',
        severity: 'info',
        message: `The disk has free space again: run ${claim.run.id} continues.`,
        time: now(),
      };
      const before = [...(isTold ? [] : [pause.event]), ...(isStopping() ? [] : [continued])];
      if ((await tryToCommit(change, { before })) === undefined) return;
      if (isLeaving()) throw pause.error;
      isTold ||= (await commitOrPause({ events: [pause.event], urgent: true })) === undefined;
    }
  };

  /** Waits until the next attempt: ends early when the run should stop, and again when the process should end. */
  const waitForRoom = async (): Promise<void> => {
    await sleep(retryWhenDiskFull, undefined, { signal: stop.aborted ? leave : AbortSignal.any([stop, leave]) }).catch(
      () => undefined,
    );
  };

  /** Undefined when it was written; the pause when the disk is full. */
  const commitOrPause = async (change: RunChange): Promise<Pause | undefined> => {
    try {
      await commitPatiently(change);
      return undefined;
    } catch (thrown) {
      const error = toMlaError(thrown);
      if (error.key !== diskFull) throw thrown;
      const event: TimedEvent = {
        type: 'run.paused',
        severity: 'warning',
        code: error.code,
        message: `${error.message} ${error.fix}`,
        time: now(),
      };
      return { error, event };
    }
  };

  /** Retries what the database rejects a few times: a deadlock passes, a broken table does not. */
  const commitPatiently = async (change: RunChange): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      // What is queued behind a database that no longer answers would be tried for minutes.
      if (closed) throw new MlaError('general.cancelled');
      try {
        await store.commit(claim, change);
        return;
      } catch (error) {
        if (error instanceof MlaError || attempt === triesWhenRefused) throw error;
        await sleep(retryWhenRefused);
      }
    }
  };

  const writeInBackground = (): void => {
    void write({}).catch((error: unknown) => {
      if (!closed) onFailure(error);
    });
  };

  return {
    tell(event) {
      if (closed) return;
      told.push({ ...redactor.cleanEvent(event), time: now() });
      if (told.length >= batchSize) writeInBackground();
      else timer ??= setTimeout(writeInBackground, batchTime);
    },
    asStored(output) {
      const stored = JSON.parse(storableJson(output)) as Record<string, unknown>;
      const { detail } = stored;
      return typeof detail === 'string' ? { ...stored, detail: redactor.cleanText(detail) } : stored;
    },
    commit(change) {
      const { events, steps, ...rest } = change;
      return write({
        ...rest,
        ...(events && { events: events.map((event) => ({ ...redactor.cleanEvent(event), time: event.time })) }),
        ...(steps && { steps }),
      });
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
