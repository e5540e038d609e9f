import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { toMlaError, type MlaError } from '../../errors/error.ts';
import type { ErrorKey } from '../../errors/registry.ts';
import { executeRun, type StopReason, type WorkerIdentity } from './execute-run.ts';
import type { Redactor } from '../secrets/redactor.ts';
import { openRunJournal } from './journal.ts';
import { openLease, type Lease } from './lease.ts';
import { leaseSeconds, type Claim, type RunStore, type TimedEvent } from '../store/run-store.ts';
import type { Step } from './step.ts';

/** Takes runs from the store and works on them, those first that an earlier process left unfinished. */
export interface Worker {
  /** Pauses each active run, releases it, and waits until that is recorded. */
  stop(): Promise<void>;
}

export interface WorkerParts {
  readonly store: RunStore;
  readonly redactor: Redactor;
  readonly stepsFor: (claim: Claim) => readonly Step[];
  /** Receives errors that belong to no run, for example an unreachable database. */
  readonly report: (error: MlaError) => void;
  /** Called after the work on a run, whether it has ended or is paused. Its failure is ignored. */
  readonly afterWork?: (runId: string) => Promise<void>;
  readonly now?: () => Date;
}

/** Failures that are not the run's own: it was taken over, or the database is unreachable or full. The run stays unfinished, to be continued later. */
const passing: ReadonlySet<ErrorKey> = new Set([
  'database.serverUnusable',
  'run.takenOver',
  'database.diskFull',
  'general.cancelled',
]);
const atOnce = 4;
const heartbeatEvery = 1000;
const lookEvery = 2000;

/** Starts immediately. One run at a time per installation (enforced by the store), several installations in parallel. */
export function startWorker(parts: WorkerParts): Worker {
  const { store, redactor, stepsFor, report, afterWork, now = () => new Date() } = parts;
  const worker: WorkerIdentity = { id: randomUUID(), host: hostname(), processId: process.pid };
  const running = new Map<AbortController, Promise<void>>();
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;
  let wake: () => void = () => undefined;

  const work = async (claim: Claim, stop: AbortController): Promise<void> => {
    const halt = (reason: StopReason): void => stop.abort(reason);
    let failure: MlaError | undefined;
    const onFailure = (error: unknown): void => {
      failure ??= toMlaError(error);
      halt('taken-over');
    };
    redactor.keepReadable(textsIn(claim.run.spec));
    const journal = openRunJournal({
      store,
      claim,
      redactor,
      now,
      stop: stop.signal,
      leave: stopping.signal,
      onDiskFull: report,
      onFailure,
    });
    const done = new AbortController();
    const lease = openLease(() => store.heartbeat(claim));
    const watching = watch({ store, lease, halt, onFailure, done: done.signal });
    try {
      const records = await store.listSteps(claim.run.id);
      await executeRun({ claim, steps: stepsFor(claim), records, journal, signal: stop.signal, now, worker, lease });
    } catch (error) {
      onFailure(error);
    } finally {
      journal.close();
      done.abort();
      await watching;
    }
    if (failure === undefined) {
      await afterWork?.(claim.run.id).catch(() => undefined);
      return;
    }
    if (await isTakenOver(store, claim, failure)) return;
    report(failure);
    if (!passing.has(failure.key)) await endFailed(claim, failure);
  };

  /** Ends a run whose records cannot be written. Left alone, it would restart again and again without telling anyone why. */
  const endFailed = async (claim: Claim, failure: MlaError): Promise<void> => {
    const { id } = claim.run;
    const event = redactor.cleanEvent({
      type: 'run.failed',
      severity: 'error',
      code: failure.code,
      message: `Run ${id} failed: ${failure.message}`,
      data: { error: { ...failure.report() } },
    });
    const end = (events: readonly TimedEvent[]): Promise<void> =>
      store.commit(claim, { state: 'failed', events, urgent: true });
    await end([{ ...event, time: now() }])
      .catch(() => end([]))
      .catch(report);
  };

  const loop = async (): Promise<void> => {
    while (!isStopping()) {
      // Created before the check, so that a wake during the check is not missed.
      const woken = new AbortController();
      wake = () => woken.abort();
      const claim = running.size < atOnce ? await tryClaim() : undefined;
      if (claim) {
        const stop = new AbortController();
        const ended = work(claim, stop).finally(() => {
          running.delete(stop);
          wake();
        });
        running.set(stop, ended);
        if (isStopping()) stop.abort('shutdown' satisfies StopReason);
        continue;
      }
      await sleep(lookEvery, undefined, { signal: AbortSignal.any([woken.signal, stopping.signal]) }).catch(
        () => undefined,
      );
    }
  };

  // A repeated error is reported once.
  let trouble = '';
  const tryClaim = async (): Promise<Claim | undefined> => {
    try {
      const claim = await store.claimRun(worker.id);
      trouble = '';
      return claim;
    } catch (thrown) {
      const error = toMlaError(thrown);
      if (error.message !== trouble) report(error);
      trouble = error.message;
      return undefined;
    }
  };

  const unwatch = store.watchQueue(() => wake());
  const looping = loop();
  return {
    async stop() {
      stopping.abort();
      unwatch();
      for (const stop of running.keys()) stop.abort('shutdown' satisfies StopReason);
      await looping;
      await Promise.all(running.values());
    },
  };
}

/** Every text in an installation: none of it is a secret. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** A process that hung can learn this in several ways: the server may have ended its connection in the meantime. */
async function isTakenOver(store: RunStore, claim: Claim, failure: MlaError): Promise<boolean> {
  const isSo = (error: unknown): boolean => toMlaError(error).key === 'run.takenOver';
  return isSo(failure) || store.heartbeat(claim).then(() => false, isSo);
}

/**
 * Sends a heartbeat each second, which also tells whether the run was cancelled;
 * a cancel request also wakes it immediately. A worker without a successful
 * heartbeat for the lease time stops, because another worker may own the run.
 */
async function watch(run: {
  readonly store: RunStore;
  readonly lease: Lease;
  readonly halt: (reason: StopReason) => void;
  readonly onFailure: (error: unknown) => void;
  readonly done: AbortSignal;
}): Promise<void> {
  const { store, lease, halt, onFailure, done } = run;
  const isOver = (): boolean => done.aborted;
  let woken = new AbortController();
  const unwatch = store.watchQueue(() => woken.abort());
  let reported = performance.now();
  while (!isOver()) {
    // Created before the check, so that a wake during the check is not missed.
    woken = new AbortController();
    try {
      const { cancelRequested } = await lease.beat();
      reported = performance.now();
      if (cancelRequested) halt('cancelled');
    } catch (error) {
      const { key } = toMlaError(error);
      const isOverdue = key === 'database.serverUnusable' && performance.now() - reported > leaseSeconds * 1000;
      if (!isOver() && (key === 'run.takenOver' || isOverdue)) onFailure(error);
    }
    await sleep(heartbeatEvery, undefined, { signal: AbortSignal.any([done, woken.signal]) }).catch(() => undefined);
  }
  unwatch();
}
