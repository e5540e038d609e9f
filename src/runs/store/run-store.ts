import type { Requester } from '../../api/principal.ts';
import type { RunEvent, RunKind, RunStateName } from '../../api/run.ts';
import type { RunOptions } from '../../api/run-options.ts';
import type { Installation } from '../../installation/installation.ts';
import type { NewEvent } from '../engine/step.ts';

/** A run as the store keeps it. What it looks like to a person is the fold of its events. */
export interface RunRecord {
  readonly id: string;
  readonly installation: string;
  readonly kind: RunKind;
  readonly state: RunStateName;
  /** 0 before the first claim. */
  readonly attempt: number;
  readonly createdAt: Date;
  /** The installation as it was when the run was asked for. */
  readonly spec: Installation;
  readonly options: RunOptions;
  /** Who asked for it; undefined in runs of earlier versions. */
  readonly requestedBy: Requester | undefined;
  readonly cancelRequested: boolean;
  readonly lastEventId: number;
}

/** The right to work on a run. It ends when another worker claims the run: each write with it checks that. */
export interface Claim {
  readonly run: RunRecord;
  readonly fence: number;
  /** It was being worked on before and was left unfinished. */
  readonly resumed: boolean;
}

/** Lease time in seconds: a worker without a heartbeat for this long loses its run. Workers send a heartbeat every second. */
export const leaseSeconds = 10;

/** An event with the time it happened; the store adds run, id and attempt. */
export interface TimedEvent extends NewEvent {
  readonly time: Date;
}

export interface StepRecord {
  readonly name: string;
  readonly attempt: number;
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly inputHash: string;
  readonly output: Record<string, unknown> | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/** What a worker writes at once: all of it or nothing. */
export interface RunChange {
  readonly events?: readonly TimedEvent[];
  readonly steps?: readonly StepRecord[];
  /** A last word: written even from the room that is kept free on the disk. */
  readonly urgent?: true;
  /** A final state, or `paused` when the worker shuts down, gives the run back. */
  readonly state?: RunStateName;
}

/** Where runs, their steps and their events are kept. */
export interface RunStore {
  /** Saves the installation (for `create`) and queues a run of it, or does neither: `database.diskFull` when the disk is full, `run.installationBusy` when it has an unfinished run, `run.installationNotFound` when there is nothing to delete, `run.installationExists` when it must be new and is not. */
  createRun(request: {
    readonly installation: Installation;
    readonly kind: RunKind;
    readonly options?: RunOptions;
    /** No installation may have the name yet, except one that a run has deleted. */
    readonly mustBeNew?: boolean | undefined;
    /** Who asks for it; left out for what MLAnywhere does without a request. */
    readonly by?: Requester | undefined;
  }): Promise<RunRecord>;
  /** Throws `run.notFound`. */
  getRun(id: string): Promise<RunRecord>;
  /** Newest first; `before` is the id of the run after which the page begins. Throws `run.notFound` for one that is not there. */
  listRuns(filter?: {
    readonly installation?: string | undefined;
    readonly limit?: number;
    readonly before?: string | undefined;
  }): Promise<RunRecord[]>;
  /** One run of each of the installations that has so many: the newest, or the one `skip` before it. */
  listNewestRuns(installations: readonly string[], options?: { readonly skip?: number }): Promise<RunRecord[]>;
  listSteps(runId: string): Promise<StepRecord[]>;
  /** Oldest first. */
  readEvents(runId: string, range: { readonly after: number; readonly limit: number }): Promise<RunEvent[]>;

  /** Takes the oldest run that is queued, or whose worker has not reported for the time of a lease. */
  claimRun(worker: string): Promise<Claim | undefined>;
  /** Says that the worker lives. Throws `run.takenOver` when the run was taken over, and `database.serverUnusable` when a PostgreSQL server did not answer. */
  heartbeat(claim: Claim): Promise<{ readonly cancelRequested: boolean }>;
  /** Throws `run.takenOver` when the run was taken over and `database.diskFull` when the disk is full; then nothing was written. */
  commit(claim: Claim, change: RunChange): Promise<void>;

  /** Marks the run to be stopped; one that nobody works on is cancelled at once. Throws `run.ended` when it has ended. */
  requestCancel(runId: string, by?: Requester): Promise<RunRecord>;
  /** Queues a failed or cancelled run again, with the options given here over those it had. Throws `run.notRetryable`. */
  retryRun(
    runId: string,
    request?: { readonly options?: RunOptions; readonly by?: Requester | undefined },
  ): Promise<RunRecord>;

  /** An event that no worker tells: someone did something about the run. */
  addNote(
    runId: string,
    note: { readonly type: string; readonly message: string; readonly by?: Requester | undefined },
  ): Promise<void>;

  /** Calls `wake` soon after a run changed, sometimes without a reason. What changed is to be read. Returns what ends it. */
  watchRun(runId: string, wake: () => void): () => void;
  /** The same for workers: a run waits to be claimed or cancelled. */
  watchQueue(wake: () => void): () => void;
}
