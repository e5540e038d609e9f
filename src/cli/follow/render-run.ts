import type { PhaseView, RunView, WaitView } from '../../api/run.ts';
import { groupWaits } from '../../run-view/group-waits.ts';
import { plainText } from '../output/plain-text.ts';
import { wrapLine } from '../output/wrap-line.ts';
import { elapsed, formatDuration } from './duration.ts';
import { displayWidth, type Line, padText, type Segment, type Style } from './styled-line.ts';

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const waitsShown = 3;
/** Columns before the text of a wait. */
const waitIndent = 15;
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
    lines.push(...renderPhase(phase, { ...moment, titleWidth: titleWidthOf(view.phases, moment) }));
    if (phase.state !== 'running') continue;
    if (phase.name === 'install') lines.push(...renderBars(view, moment));
    lines.push(...renderWaiting(view.waiting, moment));
  }
  if (view.state === 'paused')
    lines.push([
      {
        text: `‖ Paused: ${view.pausedBecause ?? 'the run resumes automatically when the cause is gone'}`,
        style: 'yellow',
      },
    ]);
  lines.push(...renderWarnings(view.warnings, warningsShown));
  return lines;
}

/** Columns of the longest title, so that the details have the rest; on a narrow screen a title is cut. */
export function titleWidthOf(phases: readonly PhaseView[], { width }: Pick<Moment, 'width'>): number {
  return Math.max(8, Math.min(width - 30, ...[Math.max(...phases.map(({ title }) => displayWidth(title)))]));
}

/** `✔ Create cluster demo    9.1 s   Kubernetes v1.36.3, 4 nodes`; a long detail goes on below itself. */
export function renderPhase(
  phase: PhaseView,
  { now, frame, width, titleWidth }: Moment & { readonly titleWidth: number },
): Line[] {
  const mark =
    phase.state === 'running' ? { ...marks.running, text: spinner[frame % spinner.length] ?? '⠼' } : marks[phase.state];
  const time =
    phase.startedAt === undefined
      ? ''
      : phase.alreadyThere === true && phase.state === 'succeeded'
        ? 'existing'
        : formatDuration(elapsed(phase, now));
  const line: Line = [
    mark,
    {
      text: ` ${padText(phase.title, titleWidth)}`,
      ...(phase.state === 'waiting' || phase.state === 'skipped' ? { style: 'dim' as const } : {}),
    },
    { text: ` ${padText(time, 13, 'left')}`, style: 'dim' },
    ...(phase.detail === undefined ? [] : [{ text: `   ${plainText(phase.detail)}` }]),
  ];
  return wrapLine(line, width - 1, titleWidth + 19);
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

/** What is waited for: trouble with its whole cause, then each reason once, however many components it keeps waiting. */
export function renderWaiting(waiting: readonly WaitView[], { now, width }: Pick<Moment, 'now' | 'width'>): Line[] {
  const groups = groupWaits(waiting);
  const more = groups.length - waitsShown;
  const lines = groups.slice(0, waitsShown).map(({ text, severity, since, waits }): Line => {
    const trouble = severity !== 'info';
    const [first] = waits;
    const cause = trouble && first?.why !== undefined ? `${plainText(first.what)}: ${plainText(first.why)}` : text;
    return [
      { text: '    waiting    ', style: 'dim' },
      { text: cause, ...(trouble && { style: 'yellow' as const }) },
      { text: ` (${formatDuration(now - Date.parse(since))})`, style: 'dim' },
    ];
  });
  return [
    ...lines.flatMap((line) => wrapLine(line, width - 1, waitIndent)),
    ...(more > 0 ? [[{ text: `${' '.repeat(waitIndent)}and ${more} more`, style: 'dim' }] as const] : []),
  ];
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
