import { setTimeout as pause } from 'node:timers/promises';
import { MlaError } from '../../errors/error.ts';
import type { PipelinesClient } from './client.ts';
import { isFinished, type Run, type RuntimeState, type TaskDetail } from './types.ts';

/** Asks for a run until it has ended, and gives it as it is then. Rejects when the signal aborts. */
export async function followRun(
  client: Pick<PipelinesClient, 'getRun'>,
  runId: string,
  given: { readonly signal: AbortSignal; readonly everyMilliseconds?: number; readonly onRun?: (run: Run) => void },
): Promise<Run> {
  const { signal, everyMilliseconds = 2000, onRun } = given;
  for (;;) {
    const run = await client.getRun(runId, { signal });
    if (run === undefined)
      throw new MlaError('pipelines.silent', { action: 'follow a run', reason: 'the run is gone' });
    onRun?.(run);
    if (isFinished(run)) return run;
    await pause(everyMilliseconds, undefined, { signal });
  }
}

/** A task of the pipeline with its state, and why it failed. */
export interface TaskState {
  /** As the pipeline calls it. */
  readonly name: string;
  readonly state: RuntimeState;
  readonly reason: string | undefined;
}

/**
 * The tasks of a run by their names in the pipeline. The workflow has more nodes: each task has a driver before it, and
 * what a driver fails with belongs to its task. A task that has not begun is PENDING.
 */
export function tasksOf({ run_details: details }: Run, names: readonly string[]): TaskState[] {
  const nodes = details?.task_details ?? [];
  const named = (name: string): TaskDetail | undefined => nodes.find(({ display_name: shown }) => shown === name);
  return names.map((name) => {
    const driver = named(`${name}-driver`);
    const task = named(name);
    const node = driver?.state === 'FAILED' ? driver : task;
    const begun = driver === undefined ? 'PENDING' : 'RUNNING';
    return { name, state: node?.state ?? begun, reason: node && reasonOf(node) };
  });
}

function reasonOf({ error, state_history: history = [] }: TaskDetail): string | undefined {
  return error?.message ?? history.findLast((one) => one.error?.message !== undefined)?.error?.message;
}
