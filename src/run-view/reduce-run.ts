import type { ComponentView, PhaseView, RunEvent, RunView, WaitView } from '../api/run.ts';
import { nameOfRelease } from '../api/say-release.ts';
import { measureProgress } from './run-progress.ts';
import { runKinds } from './run-kinds.ts';
import { applyEvent, beginRunState, type RunHeader, type RunState } from './run-state.ts';

export { applyEvent, beginRunState, type RunHeader, type RunState };

/** A run as page, terminal and API show it, computed only from its events. Order and repetition do not matter. */
export function foldRun(events: Iterable<RunEvent>, header: RunHeader): RunView {
  const state = beginRunState(header);
  for (const event of events) applyEvent(state, event);
  return viewRun(state);
}

/** The view of a folded state. */
export function viewRun(state: RunState): RunView {
  const { header } = state;
  const plan = state.plan.value;
  const unknownState = unknownStateOf(state);
  const runState = unknownState === undefined ? (state.state.value ?? 'queued') : 'unknown';
  const waiting = runState === 'succeeded' ? [] : [...(state.waits.value ?? [])];
  return {
    ...header,
    state: runState,
    attempt: state.attempt,
    ...present({
      unknownState,
      pausedBecause: state.pausedBecause.value,
      worker: state.worker.value,
      startedAt: state.startedAt.value,
      attemptStartedAt: state.attemptStartedAt.value,
      endedAt: state.endedAt.value,
      release: plan?.release,
      simulated: state.simulated || undefined,
      access: state.access.value,
      error: state.error.value,
      removal: viewRemoval(state),
    }),
    progress: measureProgress(state),
    phases: viewPhases(state),
    ...viewCounts(state),
    components: viewComponents(state, waiting),
    waiting,
    ...(isUntouched(state, runState) && { untouched: true }),
    changes: [...(state.changes.value ?? [])],
    warnings: [...state.warnings]
      .sort(([, left], [, right]) => (left.value ?? 0) - (right.value ?? 0))
      .map(([text]) => text),
    lastEventId: state.lastEventId,
  };
}

/** A newer server may put a run into a state that this version has no word for: then that event is the last one. */
function unknownStateOf({ unknown, lastEventId }: RunState): string | undefined {
  return unknown?.id === lastEventId ? unknown.word : undefined;
}

/** Whether a run failed or was cancelled before it changed anything: no cluster requested, no object sent, no deletion started. */
function isUntouched(state: RunState, ended: RunView['state']): boolean {
  if (ended !== 'failed' && ended !== 'cancelled') return false;
  const sent = [...state.objects.values()].some(({ unchanged }) => unchanged.value !== true);
  const deletes = state.removed.size > 0 || state.stepStates.has('delete-cluster');
  return !sent && !deletes && !state.upgraded && !state.clusterNews.has('cluster.requested');
}

/** What was made again meanwhile is removed again: then it is more than was found. */
function viewRemoval({ toRemove, removed }: RunState): RunView['removal'] {
  const found = toRemove.value;
  return found === undefined ? undefined : { total: Math.max(found, removed.size), removed: removed.size };
}

/** A later plan can be smaller than what an earlier attempt sent. Then all of it counts as applied. */
function viewCounts(state: RunState): Pick<RunView, 'objects' | 'workloads'> {
  const plan = state.plan.value;
  const applied = state.objects.size;
  const ready = count(state.workloads.values(), (workload) => workload.ready.value === true);
  return {
    objects: {
      total: plan?.objects ?? 0,
      applied: Math.min(applied, plan?.objects ?? applied),
      unchanged: count(state.objects.values(), ({ unchanged }) => unchanged.value === true),
      rejected: state.rejections.size,
    },
    workloads: { total: plan?.workloads ?? 0, ready: Math.min(ready, plan?.workloads ?? ready) },
  };
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The fields that have a value. */
function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}

/** All phases of the run's kind. A phase without steps is skipped as soon as the steps are known. */
function viewPhases(state: RunState): PhaseView[] {
  const steps = state.steps.value;
  const wasThere = state.clusterNews.has('cluster.found') && !state.clusterNews.has('cluster.requested');
  return runKinds[state.header.kind].phases.map(({ name, title }) => {
    const times = state.phaseTimes.get(name);
    const mine = steps
      ?.filter(({ phase }) => phase === name)
      .map((step) => state.stepStates.get(step.name)?.state.value);
    const phaseState = judgePhase(mine, state);
    const startedAt = times?.startedAt.value;
    const endedAt = times?.endedAt.value;
    const detail = times?.detail.value;
    return {
      name,
      title: titleOf(title, state),
      state: phaseState,
      ...(startedAt !== undefined && { startedAt }),
      ...(endedAt !== undefined && phaseState !== 'running' && phaseState !== 'waiting' && { endedAt }),
      ...(detail !== undefined && { detail }),
      ...(name === 'cluster' && wasThere && { alreadyThere: true }),
    };
  });
}

/** Titles name Kubeflow. Replaces it with the release's own name as soon as that is known. */
function titleOf(title: string, { plan }: RunState): string {
  const release = plan.value?.release.name;
  return release === undefined ? title : title.replace('Kubeflow', nameOfRelease(release));
}

function judgePhase(steps: readonly (string | undefined)[] | undefined, state: RunState): PhaseView['state'] {
  if (steps === undefined) return 'waiting';
  if (steps.length === 0) return 'skipped';
  if (steps.includes('failed') && state.state.value === 'failed') return 'failed';
  if (steps.every((step) => step === 'succeeded' || step === 'skipped')) return 'succeeded';
  if (steps.every((step) => step === undefined)) return 'waiting';
  return judgeStarted(state);
}

/** For something that started and has not ended. */
function judgeStarted(state: RunState): 'running' | 'cancelled' | 'waiting' {
  if (unknownStateOf(state) !== undefined) return 'waiting';
  return state.state.value === 'cancelled' ? 'cancelled' : 'running';
}

function viewComponents(state: RunState, waiting: readonly WaitView[]): ComponentView[] {
  const applied = countBy([...state.objects.values()], ({ component }) => component.value);
  const ready = countBy(
    [...state.workloads.values()].filter((workload) => workload.ready.value === true),
    ({ component }) => component.value,
  );
  return (state.plan.value?.components ?? []).map(({ name, title, objects, workloads }) => {
    const known = state.components.get(name);
    const mine = {
      objects: { applied: Math.min(applied.get(name) ?? 0, objects), total: objects },
      workloads: { ready: Math.min(ready.get(name) ?? 0, workloads), total: workloads },
    };
    const complete = mine.objects.applied === objects && mine.workloads.ready === workloads;
    const started = known !== undefined || mine.objects.applied > 0;
    const startedAt = known?.startedAt.value;
    const endedAt = known?.ready.value;
    return {
      name,
      title,
      state: complete ? 'succeeded' : judgeUnfinished(state, known?.failed.value === true, started),
      ...mine,
      ...(startedAt !== undefined && { startedAt }),
      ...(complete && endedAt !== undefined && { endedAt }),
      waiting: waiting.filter(({ component }) => component === name),
    };
  });
}

function judgeUnfinished(state: RunState, failed: boolean, started: boolean): ComponentView['state'] {
  if (failed && state.state.value === 'failed') return 'failed';
  return started ? judgeStarted(state) : 'waiting';
}

function count<T>(items: Iterable<T>, holds: (item: T) => boolean): number {
  let sum = 0;
  for (const item of items) if (holds(item)) sum += 1;
  return sum;
}

function countBy<T>(items: readonly T[], key: (item: T) => string | undefined): Map<string | undefined, number> {
  const counts = new Map<string | undefined, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
