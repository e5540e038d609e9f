import type { PhaseName, Severity } from '../../api/run.ts';
import type { Requester } from '../../api/principal.ts';
import type { RunOptions } from '../../api/run-options.ts';
import type { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import type { WriteGuard } from '../../kubernetes/http/write-guard.ts';

/** An event as a step emits it; the store adds id, run, time and attempt. */
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
  /** The principal who asked for the run; unknown in runs of earlier versions. */
  readonly requestedBy?: Requester | undefined;
  /** 1 for the first; one more after each retry and each take-over. */
  readonly attempt: number;
  /** Aborts on cancel, on shutdown, at the attempt's time limit, and when another worker takes over the run. */
  readonly signal: AbortSignal;
  /** Whether this process still has the run: nothing may be written to a cluster without asking it. */
  readonly lease: WriteGuard;
  /** Outputs of earlier steps, by step name. Plain data, never secrets. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Adds an event; phase and step are filled in. Batched: does not wait for the disk. */
  readonly tell: (event: NewEvent) => void;
}

/**
 * One unit of work in a run. It must be idempotent and find what an earlier
 * attempt created, because a crash can happen between the work and its record.
 */
export interface Step {
  readonly name: string;
  readonly phase: PhaseName;
  readonly title: string;
  /** What the result depends on: a step that succeeded with the same input is not run again. */
  readonly input: (context: StepContext) => unknown;
  /** Returns the step's output: plain JSON data for later steps, the page and the summary. */
  readonly run: (context: StepContext) => Promise<Record<string, unknown>>;
  /** Earlier steps whose recorded results a failure of this one invalidates: the next attempt repeats them. */
  readonly disproves?: (failure: MlaError) => readonly string[];
}
