import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEvent, RunView } from '../../api/run.ts';
import { toMlaError } from '../../errors/error.ts';
import type { ApiClient } from '../../api/client.ts';
import type { Output } from '../output/output.ts';
import { isFinal } from '../output/run-outcome.ts';
import { createDisplay, type FollowMode } from './displays.ts';
import { listRunEvents } from './list-run-events.ts';

export interface FollowOptions {
  readonly client: ApiClient;
  readonly runId: string;
  readonly output: Output;
  readonly mode: FollowMode;
  /** Stops following. The run continues. */
  readonly signal?: AbortSignal;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

export interface FollowResult {
  /** The last known view of the run. */
  readonly run: RunView;
  /** True when the signal ended the following before the run ended. */
  readonly interrupted: boolean;
}

/** Without events, the run is read again after this time. */
const lookAgainMilliseconds = 5000;
/** After this time without an answer, the server counts as gone. */
const patienceMilliseconds = 60_000;

/**
 * Shows a run until it ends or the signal aborts, and then its final state.
 * Reconnects after the last event seen; throws when the server does not
 * answer for a minute.
 */
export async function followRun({
  client,
  runId,
  output,
  mode,
  signal,
  clock = Date.now,
}: FollowOptions): Promise<FollowResult> {
  const look = (): Promise<RunView> => client.call('getRun', { params: { id: runId } });
  const display = createDisplay(mode, output, clock);
  const ended = new AbortController();
  const stop = signal === undefined ? ended.signal : AbortSignal.any([ended.signal, signal]);
  const news = watchNews({ client, runId, signal: stop, tell: display.event });
  let run: RunView;
  try {
    run = await look();
    let [triedAt, seenAt] = [clock(), clock()];
    while (!isFinal(run) && !stop.aborted) {
      display.update(run);
      await sleep(display.milliseconds, undefined, { signal: stop }).catch(() => undefined);
      if (!news.take() && clock() - triedAt < lookAgainMilliseconds) continue;
      triedAt = clock();
      const latest = await look().catch((error: unknown) => {
        if (news.error !== undefined || clock() - seenAt > patienceMilliseconds) throw error;
        return undefined;
      });
      if (latest !== undefined) [run, seenAt] = [latest, triedAt];
    }
  } finally {
    ended.abort();
    await news.finished;
  }
  if (isFinal(run)) for await (const event of listRunEvents(client, runId, news.lastEventId)) display.event(event);
  display.finish(run);
  return { run, interrupted: !isFinal(run) };
}

interface News {
  /** True once after each event or more. */
  take(): boolean;
  /** Why no more events come. */
  readonly error: Error | undefined;
  readonly lastEventId: number;
  readonly finished: Promise<void>;
}

function watchNews({
  client,
  runId,
  signal,
  tell,
}: {
  client: ApiClient;
  runId: string;
  signal: AbortSignal;
  tell: (event: RunEvent) => void;
}): News {
  const state = { fresh: false, error: undefined as Error | undefined, lastEventId: 0 };
  const read = async (): Promise<void> => {
    try {
      for await (const event of client.streamEvents(runId, { after: 0, signal })) {
        Object.assign(state, { fresh: true, lastEventId: event.id });
        tell(event);
      }
    } catch (error) {
      state.error = toMlaError(error);
    }
  };
  const finished = read();
  return {
    take: () => {
      const { fresh } = state;
      state.fresh = false;
      return fresh;
    },
    get error() {
      return state.error;
    },
    get lastEventId() {
      return state.lastEventId;
    },
    finished,
  };
}
