import type { PhaseName, Severity } from '../../api/run.ts';
import type { Requester } from '../../api/principal.ts';
import type { RunOptions } from '../../api/run-options.ts';
import type { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';

/** An event as a step tells it; the store adds id, run, time and attempt. */
export interface NewEvent {
  readonly type: string;
  readonly severity: Severity;
  readonly phase?: PhaseName;
  readonly step?: string;
  readonly component?: string;
  readonly code?: string;
  readonly message: string;
  readonly data?: Record<string, unknown>;
}

/** What a step gets to work with. */
export interface StepContext {
  readonly runId: string;
  readonly installation: Installation;
  readonly options: RunOptions;
  /** Who asked for the run; unknown in runs of earlier versions. */
  readonly requestedBy?: Requester | undefined;
  /** 1 for the first; one more after each retry and each take-over. */
  readonly attempt: number;
  /** Aborts on cancel, on shutdown, when the attempt's time is over, and when another worker has taken the run over. */
  readonly signal: AbortSignal;
  /** Outputs of the steps before, by step name. Plain data, never secrets. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Adds an event; phase and step are filled in. Batched: does not wait for the disk. */
  readonly tell: (event: NewEvent) => void;
}

/**
 * One piece of a run that is done once. It must be idempotent and able to
 * find what an earlier attempt made, because a crash can come between its
 * work and the record of it.
 */
export interface Step {
  readonly name: string;
  readonly phase: PhaseName;
  readonly title: string;
  /** What the result depends on: a step that succeeded with the same input is not run again. */
  readonly input: (context: StepContext) => unknown;
  /** Returns its output: plain JSON data for later steps, the page and the summary. */
  readonly run: (context: StepContext) => Promise<Record<string, unknown>>;
  /** Steps before, whose recorded results a failure of this one shows to hold no longer: the next attempt does them again. */
  readonly disproves?: (failure: MlaError) => readonly string[];
}
