import type { Requester } from '../../api/principal.ts';
import type { RunEvent, RunKind, RunStateName } from '../../api/run.ts';
import type { RunOptions } from '../../api/run-options.ts';
import type { Installation } from '../../installation/installation.ts';
import type { NewEvent } from '../engine/step.ts';
import type { Writer } from './run-rows.ts';

/** A run as the store keeps it. Its view for people is the fold of its events. */
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
  /** The principal who asked for it; undefined in runs of earlier versions. */
  readonly requestedBy: Requester | undefined;
  readonly cancelRequested: boolean;
  readonly lastEventId: number;
}

/** The right to work on a run. It ends when another worker claims the run, which each write checks. */
export interface Claim {
  readonly run: RunRecord;
  readonly fence: number;
  /** An earlier attempt left it unfinished. */
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

/** Written in one transaction. */
export interface RunChange {
  readonly events?: readonly TimedEvent[];
  readonly steps?: readonly StepRecord[];
  /** A final record: may use the reserved disk space. */
  readonly urgent?: true;
  /** A final state, or `paused` when the worker shuts down, which releases the run. */
  readonly state?: RunStateName;
}

/** Where runs, their steps and their events are kept. */
export interface RunStore {
  /** Saves the installation (for `create`) and queues a run of it, or does neither: `database.diskFull` when the disk is full, `run.installationBusy` when it has an unfinished run, `run.installationNotFound` when there is nothing to delete, `run.installationExists` when it must be new and is not. */
  createRun(request: {
    readonly installation: Installation;
    readonly kind: RunKind;
    readonly options?: RunOptions;
    /** The name must be free, or belong to a deleted installation. */
    readonly mustBeNew?: boolean | undefined;
    /** Written in the same transaction: both or neither. */
    readonly also?: ((writer: Writer) => Promise<void>) | undefined;
    /** The principal; absent for what MLAnywhere does by itself. */
    readonly by?: Requester | undefined;
  }): Promise<RunRecord>;
  /** Throws `run.notFound`. */
  getRun(id: string): Promise<RunRecord>;
  /** Newest first; the page begins after the run with the id `before`. Throws `run.notFound` for an unknown id. */
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

  /** Claims the oldest run that is queued, or whose worker has sent no heartbeat for the lease time. */
  claimRun(worker: string): Promise<Claim | undefined>;
  /** Sends a heartbeat. Throws `run.takenOver` when another worker owns the run, and `database.serverUnusable` when a PostgreSQL server does not answer. */
  heartbeat(claim: Claim): Promise<{ readonly cancelRequested: boolean }>;
  /** Throws `run.takenOver` when the run was taken over and `database.diskFull` when the disk is full; then nothing was written. */
  commit(claim: Claim, change: RunChange): Promise<void>;

  /** Requests cancellation; a run without a worker is cancelled immediately. Throws `run.ended` when it has ended. */
  requestCancel(runId: string, by?: Requester): Promise<RunRecord>;
  /** Queues a failed or cancelled run again, with the options given here over those it had. Throws `run.notRetryable`. */
  retryRun(
    runId: string,
    request?: { readonly options?: RunOptions; readonly by?: Requester | undefined },
  ): Promise<RunRecord>;

  /** An event from outside the worker: someone did something to the run. */
  addNote(
    runId: string,
    note: { readonly type: string; readonly message: string; readonly by?: Requester | undefined },
  ): Promise<void>;

  /** Calls `wake` soon after a run changes, sometimes spuriously; read the run to learn what changed. Returns a function that unsubscribes. */
  watchRun(runId: string, wake: () => void): () => void;
  /** The same for workers: a run is waiting to be claimed or cancelled. */
  watchQueue(wake: () => void): () => void;
}
