import type { PhaseView, RunView, WaitView } from '../../api/run.ts';
import { elapsed, formatDuration } from './duration.ts';
import { type Line, padText, type Segment, type Style } from './styled-line.ts';

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const waitsShown = 3;
const warningsShown = 3;

export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Rises by one with each redraw; turns the spinner. */
  readonly frame: number;
  readonly width: number;
}

const marks: Readonly<Record<PhaseView['state'], Segment>> = {
  waiting: { text: '○', style: 'dim' },
  running: { text: '⠼', style: 'cyan' },
  succeeded: { text: '✔', style: 'green' },
  failed: { text: '✖', style: 'red' },
  cancelled: { text: '■', style: 'yellow' },
  skipped: { text: '–', style: 'dim' },
};

/** A run as it is drawn while it goes on: its phases, under the one at work the bars and what is waited for, then warnings. */
export function renderRun(view: RunView, moment: Moment): Line[] {
  const lines: Line[] = [];
  for (const phase of view.phases) {
    lines.push(renderPhase(phase, moment));
    if (phase.state !== 'running') continue;
    if (phase.name === 'install') lines.push(...renderBars(view, moment));
    lines.push(
      ...renderWaiting(
        view.waiting.filter(({ later }) => later !== true),
        moment,
      ),
    );
  }
  if (view.state === 'paused')
    lines.push([
      { text: `‖ Paused: ${view.pausedBecause ?? 'it goes on by itself when the reason is gone'}`, style: 'yellow' },
    ]);
  lines.push(...renderWarnings(view.warnings, warningsShown));
  return lines;
}

/** `✔ Create cluster demo    9.1 s   Kubernetes v1.36.3, 4 nodes` */
export function renderPhase(phase: PhaseView, { now, frame, width }: Moment): Line {
  const mark =
    phase.state === 'running' ? { ...marks.running, text: spinner[frame % spinner.length] ?? '⠼' } : marks[phase.state];
  const time =
    phase.startedAt === undefined
      ? ''
      : phase.alreadyThere === true && phase.state === 'succeeded'
        ? 'there already'
        : formatDuration(elapsed(phase, now));
  const titleWidth = Math.max(20, Math.min(44, width - 50));
  return [
    mark,
    {
      text: ` ${padText(phase.title, titleWidth)}`,
      ...(phase.state === 'waiting' || phase.state === 'skipped' ? { style: 'dim' as const } : {}),
    },
    { text: padText(time, 13, 'left'), style: 'dim' },
    ...(phase.detail === undefined ? [] : [{ text: `   ${phase.detail}` }]),
  ];
}

function renderBars(view: RunView, moment: Moment): Line[] {
  return [
    renderBar('objects', view.objects.applied, view.objects.total, moment),
    renderBar('workloads', view.workloads.ready, view.workloads.total, moment),
  ];
}

function renderBar(label: string, done: number, total: number, { width }: Moment): Line {
  const cells = Math.max(10, Math.min(40, width - 32));
  const filled = total === 0 ? 0 : Math.floor((done / total) * cells);
  const style: Style = total > 0 && done === total ? 'green' : 'cyan';
  return [
    { text: `    ${padText(label, 10)} ` },
    { text: '█'.repeat(filled), style },
    { text: '░'.repeat(cells - filled), style: 'dim' },
    { text: ` ${String(done).padStart(String(total).length)}/${total}` },
  ];
}

/** What is waited for: trouble first, then the longest wait. */
export function renderWaiting(waiting: readonly WaitView[], { now }: Pick<Moment, 'now'>): Line[] {
  const shown = waiting
    .toSorted((a, b) => severityRank(b) - severityRank(a) || a.since.localeCompare(b.since))
    .slice(0, waitsShown);
  const lines = shown.map((wait): Line => [
    { text: '    waiting    ', style: 'dim' },
    { text: wait.what },
    { text: `, ${formatDuration(now - Date.parse(wait.since))}`, style: 'dim' },
    ...(wait.why === undefined
      ? []
      : [{ text: `: ${wait.why}`, ...(severityRank(wait) > 0 ? { style: 'yellow' as const } : {}) }]),
  ]);
  const more = waiting.length - shown.length;
  return more === 0 ? lines : [...lines, [{ text: `               and ${more} more`, style: 'dim' }]];
}

function severityRank(wait: WaitView): number {
  return wait.severity === 'error' ? 2 : wait.severity === 'warning' ? 1 : 0;
}

/** The newest warnings; how many came before is said. */
export function renderWarnings(warnings: readonly string[], limit: number): Line[] {
  const earlier = Math.max(0, warnings.length - limit);
  return [
    ...(earlier === 0
      ? []
      : [
          [
            { text: `! ${earlier} earlier ${earlier === 1 ? 'warning' : 'warnings'}: see the log`, style: 'yellow' },
          ] as const,
        ]),
    ...warnings.slice(earlier).map((warning): Line => [{ text: `! ${warning}`, style: 'yellow' }]),
  ];
}
