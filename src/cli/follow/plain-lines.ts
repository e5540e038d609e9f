import { runKinds } from '../../run-view/run-kinds.ts';
import type { PhaseView, RunView } from '../../api/run.ts';
import { describeChanges } from '../../api/drift.ts';
import { sayCount } from '../../api/say-count.ts';
import { elapsed, formatDuration } from './duration.ts';

/**
 * What changed between two views of a run, for a pipe: a line for each phase change, ready component, warning,
 * and 10 % of progress.
 */
export function plainLines(before: RunView | undefined, after: RunView, now: number): string[] {
  const linesOf = (phases: readonly PhaseView[]): string[] =>
    phases.flatMap((phase) =>
      phaseLines(
        before?.phases.find(({ name }) => name === phase.name),
        phase,
        now,
      ),
    );
  // Components become ready between the start and the end of the install phase.
  const install = after.phases.findIndex(({ name }) => name === 'install');
  const started = after.phases[install]?.state === 'running' ? install + 1 : install;
  const lines = [
    ...attemptLines(before, after),
    ...linesOf(after.phases.slice(0, Math.max(0, started))),
    ...componentLines(before, after),
    ...linesOf(after.phases.slice(Math.max(0, started))),
    ...after.warnings.slice(before?.warnings.length ?? 0).map((warning) => `warning: ${warning}`),
    ...(JSON.stringify(after.changes) === JSON.stringify(before?.changes ?? [])
      ? []
      : [`changes: ${describeChanges(after.changes)}`]),
    ...(after.state === 'paused' && before?.state !== 'paused'
      ? [`paused: ${after.pausedBecause ?? 'the run resumes automatically when the cause is gone'}`]
      : []),
    ...progressLines(before, after),
  ];
  return stamped(lines, after, now);
}

/** Lines with the time since the run started before them. */
export function stamped(lines: readonly string[], run: RunView, now: number): string[] {
  const time = formatDuration(
    elapsed({ startedAt: run.startedAt ?? run.createdAt, endedAt: run.endedAt }, now),
  ).padStart(11);
  return lines.map((line) => `${time}  ${line}`);
}

function attemptLines(before: RunView | undefined, after: RunView): string[] {
  if (before?.attempt === after.attempt) return [];
  const what = runKinds[after.kind].verb;
  return [
    after.attempt === 1
      ? `${what} ${after.installation}: run ${after.id}`
      : `${what} ${after.installation}: run ${after.id}, attempt ${after.attempt}`,
  ];
}

const phaseWords: Readonly<Record<PhaseView['state'], string | undefined>> = {
  waiting: undefined,
  running: 'started',
  succeeded: 'done',
  failed: 'FAILED',
  cancelled: 'cancelled',
  skipped: undefined,
};

function phaseLines(before: PhaseView | undefined, after: PhaseView, now: number): string[] {
  const word = phaseWords[after.state];
  if (word === undefined || before?.state === after.state) return [];
  const time =
    after.endedAt === undefined || after.startedAt === undefined
      ? ''
      : after.alreadyThere === true && after.state === 'succeeded'
        ? ' (already exists)'
        : ` in ${formatDuration(elapsed(after, now))}`;
  const detail = after.detail === undefined ? '' : `: ${after.detail}`;
  return [`${after.title} ${word}${time}${detail}`];
}

function componentLines(before: RunView | undefined, after: RunView): string[] {
  return after.components.flatMap((component) => {
    const earlier = before?.components.find(({ name }) => name === component.name);
    if (earlier?.state === component.state) return [];
    if (component.state === 'succeeded')
      return [
        `ready: ${component.title} (${sayCount(component.objects.total, 'object')}, ${sayCount(component.workloads.total, 'workload')})`,
      ];
    return component.state === 'failed' ? [`FAILED: ${component.title}`] : [];
  });
}

function progressLines(before: RunView | undefined, after: RunView): string[] {
  const tenths = (view: RunView): number => Math.floor(view.progress * 10 + 1e-9);
  if (before === undefined || tenths(after) <= tenths(before) || tenths(after) >= 10) return [];
  const { objects, workloads, waiting } = after;
  const counts =
    objects.total === 0
      ? ''
      : `: ${objects.applied}/${objects.total} objects, ${workloads.ready}/${workloads.total} workloads ready`;
  const first = waiting.find(({ later }) => later !== true);
  const wait = first === undefined ? '' : `, waiting for ${first.what}`;
  return [`${tenths(after) * 10} %${counts}${wait}`];
}
