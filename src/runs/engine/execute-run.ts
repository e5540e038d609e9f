import { setTimeout as sleep } from 'node:timers/promises';
import { type MlaError, toMlaError } from '../../errors/error.ts';
import { canonicalJson, sha256 } from '../../kubeflow/release/canonical-json.ts';
import type { WriteGuard } from '../../kubernetes/http/write-guard.ts';
import type { RunJournal } from './journal.ts';
import type { Claim, StepRecord } from '../store/run-store.ts';
import type { NewEvent, Step, StepContext } from './step.ts';
import { startTimeLimit } from './time-limit.ts';

/** Why a run is being stopped; the reason of its abort signal. */
export type StopReason = 'cancelled' | 'shutdown' | 'taken-over';

export interface RunExecution {
  readonly claim: Claim;
  readonly steps: readonly Step[];
  /** Step records of earlier attempts. */
  readonly records: readonly StepRecord[];
  readonly journal: RunJournal;
  /** Aborts with a `StopReason`. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly worker: WorkerIdentity;
  readonly lease: WriteGuard;
}

/** The process that works on a run, for people who look for it. */
export interface WorkerIdentity {
  /** A new one at each start of a worker. */
  readonly id: string;
  readonly host: string;
  readonly processId: number;
}

/** A step that ignores the signal is abandoned after this time, so that a cancel takes at most 2 s. */
const graceAfterStop = 1200;

/**
 * Runs the steps of a claimed run in order. A step that succeeded in an earlier
 * attempt with the same input is skipped and its output reused. Ends the run as
 * succeeded, failed or cancelled, or releases it as paused. A run over its time
 * limit fails with `run.timedOut`. Throws when another worker owns the run
 * (`run.takenOver`) or the database is unreachable
 * (`database.serverUnusable`); the run then stays as it is.
 */
export async function executeRun(execution: RunExecution): Promise<void> {
  const { claim, steps, records, journal, signal, now, worker, lease } = execution;
  const outputs: Record<string, unknown> = {};
  const limit = startTimeLimit(claim.run.options);
  const list = steps.map(({ name, phase, title }) => ({ name, phase, title }));
  journal.tell(
    claim.resumed
      ? {
          type: 'run.resumed',
          severity: 'info',
          message: `Run ${claim.run.id} resumed (attempt ${claim.run.attempt}).`,
          data: { steps: list, worker },
        }
      : {
          type: 'run.started',
          severity: 'info',
          message: `Run ${claim.run.id} started.`,
          data: { steps: list, worker },
        },
  );

  for (const step of steps) {
    if (signal.aborted) return endStopped(execution);
    if (limit.signal.aborted) return endFailed(execution, limit.error(claim.run));
    limit.note({ type: 'step.started', severity: 'info', message: '', data: { title: step.title } });
    const tell = (event: NewEvent): void => {
      limit.note(event);
      journal.tell({ ...event, phase: event.phase ?? step.phase, step: event.step ?? step.name });
    };
    const { id: runId, spec: installation, attempt, options, requestedBy } = claim.run;
    const context: StepContext = {
      runId,
      installation,
      options,
      requestedBy,
      attempt,
      signal: AbortSignal.any([signal, limit.signal]),
      lease,
      outputs: { ...outputs },
      tell,
    };
    const result = await executeStep({
      step,
      context,
      records,
      journal,
      now,
      stop: signal,
      whyOver: () => (limit.signal.aborted ? limit.error(claim.run) : undefined),
    });
    if (result === 'stopped') return endStopped(execution);
    if ('failure' in result) return endFailed(execution, result.failure);
    outputs[step.name] = result.output;
  }
  await journal.commit({
    state: 'succeeded',
    events: [{ type: 'run.succeeded', severity: 'info', message: `Run ${claim.run.id} succeeded.`, time: now() }],
  });
}

type StepResult = 'stopped' | { readonly output: Record<string, unknown> } | { readonly failure: MlaError };

async function executeStep(work: {
  readonly step: Step;
  readonly context: StepContext;
  readonly records: readonly StepRecord[];
  readonly journal: RunJournal;
  readonly now: () => Date;
  /** Aborts with a `StopReason`. */
  readonly stop: AbortSignal;
  /** The error for an attempt over its time limit. */
  readonly whyOver: () => MlaError | undefined;
}): Promise<StepResult> {
  const { step, context, records, journal, now, stop, whyOver } = work;
  const base = { phase: step.phase, step: step.name, data: { title: step.title } };
  let record: StepRecord | undefined;
  try {
    const inputHash = sha256(canonicalJson(step.input(context) ?? null));
    const earlier = findEarlierOutput(records, step.name, inputHash);
    if (earlier !== undefined) {
      context.tell({
        ...base,
        type: 'step.skipped',
        severity: 'info',
        message: `${step.title}: done in an earlier attempt.`,
        data: { ...base.data, ...withDetail(earlier) },
      });
      return { output: earlier };
    }
    record = {
      name: step.name,
      attempt: context.attempt,
      state: 'running',
      inputHash,
      output: null,
      startedAt: now(),
      endedAt: null,
    };
    await journal.commit({
      steps: [record],
      events: [{ ...base, type: 'step.started', severity: 'info', message: step.title, time: now() }],
    });
  } catch (error) {
    return { failure: await recordFailure(error) };
  }

  let output: Record<string, unknown>;
  try {
    output = journal.asStored(await untilStopped(step.run(context), context.signal));
  } catch (error) {
    if (!stop.aborted) return { failure: await recordFailure(whyOver() ?? error) };
    await recordStop(record);
    return 'stopped';
  }
  await journal.commit({
    steps: [{ ...record, state: 'succeeded', output, endedAt: now() }],
    events: [
      {
        ...base,
        type: 'step.succeeded',
        severity: 'info',
        message: `${step.title}: ${withDetail(output).detail ?? 'done'}`,
        data: { ...base.data, ...withDetail(output) },
        time: now(),
      },
    ],
  });
  return { output };

  async function recordStop(begun: StepRecord): Promise<void> {
    if (stop.reason === 'taken-over') return;
    await journal.commit({
      steps: [{ ...begun, state: 'cancelled', endedAt: now() }],
      events: [
        { ...base, type: 'step.cancelled', severity: 'info', message: `${step.title}: cancelled.`, time: now() },
      ],
    });
  }

  async function recordFailure(thrown: unknown): Promise<MlaError> {
    const failure = toMlaError(thrown);
    // Not failures of the step: another worker owns the run, or it cannot be written now and will be continued later.
    if (failure.key === 'run.takenOver' || failure.key === 'database.serverUnusable') throw failure;
    const failed = record && { ...record, state: 'failed' as const, endedAt: now() };
    // A record of a step that this run does not have would tell the installation's history that it ran.
    const earlier = (step.disproves?.(failure) ?? []).filter((name) => name in context.outputs);
    const disproved = earlier.map((name): StepRecord => ({
      name,
      attempt: context.attempt,
      state: 'failed',
      inputHash: '',
      output: null,
      startedAt: now(),
      endedAt: now(),
    }));
    await journal.commit({
      ...(failed && { steps: [...disproved, failed] }),
      events: [
        {
          ...base,
          type: 'step.failed',
          severity: 'error',
          code: failure.code,
          message: failure.message,
          data: { ...base.data, error: { ...failure.report() } },
          time: now(),
        },
      ],
    });
    return failure;
  }
}

/** The output of a step that succeeded with the same input. Only the newest record counts: a later attempt may have changed what the success left. */
function findEarlierOutput(
  records: readonly StepRecord[],
  step: string,
  inputHash: string,
): Record<string, unknown> | undefined {
  const newest = records.findLast(({ name }) => name === step);
  return newest?.state === 'succeeded' && newest.inputHash === inputHash ? (newest.output ?? {}) : undefined;
}

/** The output's `detail`, a short text for people, if the step gave one. */
function withDetail({ detail }: Record<string, unknown>): { detail?: string } {
  return typeof detail === 'string' ? { detail } : {};
}

/** The work's result, or an error soon after the signal, even if the work ignores it. */
async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const done = new AbortController();
  const stopped = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => {
      void sleep(graceAfterStop, undefined, { signal: done.signal }).then(
        () => reject(new Error('stopped')),
        () => undefined,
      );
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true, signal: done.signal });
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, stopped]);
  } finally {
    done.abort();
  }
}

async function endFailed({ journal, claim, now }: RunExecution, failure: MlaError): Promise<void> {
  await journal.commit({
    state: 'failed',
    events: [
      {
        type: 'run.failed',
        severity: 'error',
        code: failure.code,
        message: `Run ${claim.run.id} failed: ${failure.message}`,
        data: { error: { ...failure.report() } },
        time: now(),
      },
    ],
  });
}

async function endStopped({ journal, claim, signal, now }: RunExecution): Promise<void> {
  const reason = signal.reason as StopReason;
  if (reason === 'taken-over') return;
  await journal.commit(
    reason === 'shutdown'
      ? {
          state: 'paused',
          events: [
            {
              type: 'run.paused',
              severity: 'info',
              message: `Run ${claim.run.id} is paused: MLAnywhere is stopping. The run resumes at the next start, or in another process that shares the database.`,
              data: { released: true },
              time: now(),
            },
          ],
        }
      : {
          state: 'cancelled',
          events: [
            { type: 'run.cancelled', severity: 'info', message: `Run ${claim.run.id} was cancelled.`, time: now() },
          ],
        },
  );
}
