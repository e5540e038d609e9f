import { describeChange } from '../../api/drift.ts';
import type { RunView } from '../../api/run.ts';
import { retryAdvice } from '../../errors/retry-advice.ts';
import { sayCount } from '../../api/say-count.ts';
import { errorLines } from '../print-error.ts';
import { elapsed, formatDuration } from './duration.ts';
import { renderPhase, renderWarnings } from './render-run.ts';
import type { Line, Segment } from './styled-line.ts';

/** The last picture of a run: every phase, every warning, how it ended and what to do next. */
export function finalLines(view: RunView, { now, width }: { readonly now: number; readonly width: number }): Line[] {
  return [
    ...view.phases.map((phase) => renderPhase(phase, { now, width, frame: 0 })),
    ...renderWarnings(view.warnings, Number.POSITIVE_INFINITY),
    ...outcomeLines(view, now),
  ];
}

/** How a run ended, in words, with the commands that come next. */
export function outcomeLines(view: RunView, now: number): Line[] {
  // Of this attempt: a retry does not count the time in which nobody worked on the run.
  const time = formatDuration(elapsed({ startedAt: view.attemptStartedAt ?? view.startedAt ?? view.createdAt, endedAt: view.endedAt }, now));
  const name = view.installation;
  switch (view.state) {
    case 'succeeded':
      return view.kind === 'delete'
        ? [good(`${name} is deleted, in ${time}.`)]
        : [good(`${view.release === undefined ? 'The cluster' : 'Kubeflow'} is ready in ${time}${withChanges(view)}.`), ...changeLines(view), ...nextSteps(view)];
    case 'failed':
      return [
        [{ text: `The run failed after ${time}.`, style: 'red' }],
        ...changeLines(view),
        ...(view.error === undefined ? [] : errorLines(view.error).map((text): Line => [{ text }])),
        ...retryLines(view),
        next('Whole log', `mla logs ${name}`),
      ];
    case 'cancelled':
      return [
        [{ text: `Cancelled after ${time}. What was made is kept.`, style: 'yellow' }],
        next('Go on', `mla retry ${name}`),
        next('Remove what was made', `mla delete ${name}`),
      ];
    // It has not ended: what becomes of it, the command says that stops looking.
    default:
      return [];
  }
}

/** `mla retry` is offered only where it can help, and says what comes before it. */
function retryLines({ error, installation }: RunView): Line[] {
  switch (error === undefined ? 'now' : retryAdvice(error)) {
    case 'now':
      return [next('Go on from the failed step', `mla retry ${installation}`)];
    case 'after-fix':
      return [next('When that is done, go on from the failed step', `mla retry ${installation}`)];
    case 'never':
      return [next('Correct the installation and apply it again', 'mla apply -f FILE')];
  }
}

function withChanges({ changes }: RunView): string {
  const left = changes.filter(({ repaired }) => repaired !== true).length;
  return left === 0 ? '' : `, with ${sayCount(left, 'change')} by others`;
}

/** What others had changed, those first that are left, and how to put that back. */
function changeLines({ changes }: RunView): Line[] {
  const sorted = changes.toSorted((one, other) => Number(one.repaired === true) - Number(other.repaired === true));
  const lines = sorted.slice(0, changesShown).map((change): Line => [{ text: `  ${describeChange(change)}`, ...(change.repaired === true ? {} : { style: 'yellow' as const }) }]);
  const more = sorted.length - lines.length;
  const left = changes.some(({ repaired }) => repaired !== true);
  return [...lines, ...(more === 0 ? [] : [[{ text: `  and ${sayCount(more, 'more change')}` }] as const]), ...(left ? [next('Put it back', 'mla apply -f FILE --repair')] : [])];
}

const changesShown = 10;

function nextSteps(view: RunView): Line[] {
  const name = view.installation;
  const kubeconfig = next('Kubeconfig', `mla kubeconfig ${name} > ${name}.kubeconfig`);
  if (view.release === undefined) return [kubeconfig];
  return [next('Dashboard', `mla open ${name}`), kubeconfig, next('Password', `mla credentials ${name} --reveal`)];
}

function good(text: string): Line {
  return [{ text, style: 'green' }];
}

function next(what: string, command: string): readonly Segment[] {
  return [{ text: `  ${what}: ` }, { text: command, style: 'bold' }];
}
