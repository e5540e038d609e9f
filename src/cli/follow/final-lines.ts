import { runKinds } from '../../run-view/run-kinds.ts';
import { describeChange } from '../../api/drift.ts';
import { needsForward, type RunView } from '../../api/run.ts';
import { isSampleRelease } from '../../installation/sample-release.ts';
import { retryAdvice } from '../../errors/retry-advice.ts';
import { nameOfRelease } from '../../api/say-release.ts';
import { sayCount } from '../../api/say-count.ts';
import { errorLines } from '../output/print-error.ts';
import { plainText } from '../output/plain-text.ts';
import { stateWord } from '../output/run-outcome.ts';
import type { TypedCommand } from '../input/typed-command.ts';
import { elapsed, formatDuration } from './duration.ts';
import { renderPhase, renderWarnings, titleWidthOf } from './render-run.ts';
import type { Line, Segment } from './styled-line.ts';

/** The last picture of a run: every phase, every warning, how it ended and what to do next. */
export function finalLines(
  view: RunView,
  { now, width, command }: { readonly now: number; readonly width: number } & Pick<Moment, 'command'>,
): Line[] {
  return [
    ...view.phases.flatMap((phase) =>
      renderPhase(phase, { now, width, frame: 0, titleWidth: titleWidthOf(view.phases, { width }) }),
    ),
    ...renderWarnings(view.warnings, Number.POSITIVE_INFINITY),
    ...outcomeLines(view, { now, command }),
  ];
}

interface Moment {
  readonly now: number;
  /** How the next commands are typed; none are told without. */
  readonly command: TypedCommand | undefined;
}

/** How a run ended, in words, with the commands that come next. */
export function outcomeLines(view: RunView, { now, command }: Moment): Line[] {
  // Of this attempt: a retry does not count the time in which nobody worked on the run.
  const time = formatDuration(
    elapsed({ startedAt: view.attemptStartedAt ?? view.startedAt ?? view.createdAt, endedAt: view.endedAt }, now),
  );
  const name = view.installation;
  switch (view.state) {
    case 'succeeded':
      return runKinds[view.kind].leaves !== 'cluster' || view.kind === 'remove-left-over'
        ? removedLines(view, { time, command })
        : [
            ...readyLines(view, time),
            ...changeLines(view, command),
            ...(command === undefined ? [] : nextSteps(view, command)),
          ];
    case 'failed':
      return failedLines(view, time, command);
    case 'cancelled':
      return [
        [{ text: `Cancelled after ${time}. ${afterCancel(view)}`, style: 'yellow' }],
        ...(command === undefined
          ? []
          : [next('Resume', command(`retry ${name}`)), next('Delete everything', command(`delete ${name}`))]),
      ];
    case 'unknown':
      return unknownLines(view);
    // It has not ended: what becomes of it, the command says that stops looking.
    default:
      return [];
  }
}

function removedLines(
  { kind, installation, removal }: RunView,
  { time, command }: { readonly time: string } & Pick<Moment, 'command'>,
): Line[] {
  if (runKinds[kind].leaves === 'nothing') return [good(`${installation} is deleted, in ${time}.`)];
  if (kind === 'remove-left-over')
    return [
      good(`What ${installation} no longer has is removed, in ${time}: ${sayCount(removal?.removed ?? 0, 'object')}.`),
    ];
  const found = kind === 'uninstall-found';
  const objects = removal === undefined ? '' : `: ${sayCount(removal.removed, 'object')}`;
  return [
    good(
      `${found ? 'The Kubeflow that was found' : `Kubeflow of ${installation}`} is removed, in ${time}${objects}. The cluster stays.`,
    ),
    ...(command === undefined
      ? []
      : [
          next('See what stays', command(`uninstall ${found ? '--connection NAME' : installation} --plan`)),
          next('Install again', command('apply -f FILE')),
          next('Forget the installation', command(`delete ${installation}`)),
        ]),
  ];
}

function afterCancel({ removal }: RunView): string {
  return removal === undefined
    ? 'Everything created so far is kept.'
    : `${sayCount(removal.removed, 'object')} of ${removal.total} are removed, the others are kept.`;
}

function failedLines(view: RunView, time: string, command: Moment['command']): Line[] {
  return [
    [{ text: `The run failed after ${time}.`, style: 'red' }],
    ...(view.untouched === true ? [[{ text: 'Nothing was changed.' }]] : []),
    ...changeLines(view, command),
    ...(view.error === undefined ? [] : errorLines(view.error).map((text): Line => [{ text }])),
    ...(command === undefined
      ? []
      : [...retryLines(view, command), next('Whole log', command(`logs ${view.installation}`))]),
  ];
}

/** The state is unknown, so there is no advice about it. */
function unknownLines(view: RunView): Line[] {
  const word = plainText(stateWord(view));
  return [
    [{ text: `The run is in a state that this version of MLAnywhere does not know: ${word}.`, style: 'yellow' }],
    [{ text: 'The server is newer. Update MLAnywhere on this machine, then look again.' }],
  ];
}

/** `mla retry` is offered only where it can help, and says what comes before it. */
function retryLines({ error, installation }: RunView, command: TypedCommand): Line[] {
  switch (error === undefined ? 'now' : retryAdvice(error)) {
    case 'now':
      return [next('Retry from the failed step', command(`retry ${installation}`))];
    case 'after-fix':
      return [next('When that is done, retry from the failed step', command(`retry ${installation}`))];
    case 'never':
      return [next('Correct the installation and apply it again', command('apply -f FILE'))];
  }
}

function withChanges({ changes }: RunView): string {
  const left = changes.filter(({ repaired }) => repaired !== true).length;
  return left === 0 ? '' : `, with ${sayCount(left, 'change')} by others`;
}

/** What others had changed, those first that are left, and how to put that back. */
function changeLines({ changes }: RunView, command: TypedCommand | undefined): Line[] {
  const sorted = changes.toSorted((one, other) => Number(one.repaired === true) - Number(other.repaired === true));
  const lines = sorted
    .slice(0, changesShown)
    .map((change): Line => [
      { text: `  ${describeChange(change)}`, ...(change.repaired === true ? {} : { style: 'yellow' as const }) },
    ]);
  const more = sorted.length - lines.length;
  const left = changes.some(({ repaired }) => repaired !== true);
  return [
    ...lines,
    ...(more === 0 ? [] : [[{ text: `  and ${sayCount(more, 'more change')}` }] as const]),
    ...(left && command !== undefined ? [next('Undo these changes', command('apply -f FILE --repair'))] : []),
  ];
}

const changesShown = 10;

/** What is ready, called what it is: the sample is not Kubeflow, and a simulated one is not there to be used. */
function readyLines(view: RunView, time: string): Line[] {
  const { release, simulated, access } = view;
  const what =
    release === undefined
      ? 'The cluster'
      : isSampleRelease(release.name)
        ? 'The sample release (not Kubeflow)'
        : nameOfRelease(release.name);
  if (simulated === true)
    return [
      good(
        `${what} is ready in ${time}${withChanges(view)}. Simulated: nothing runs in its pods${release === undefined ? '' : ', and there is no dashboard to open'}.`,
      ),
    ];
  return [
    good(`${what} is ready in ${time}${withChanges(view)}.`),
    ...(access?.dashboard === null ? [[{ text: `  ${access.how}` }]] : []),
  ];
}

/** How to get in, in the order in which it is done. */
function nextSteps({ installation: name, release, access }: RunView, command: TypedCommand): Line[] {
  const kubeconfig = next('Kubeconfig', command(`kubeconfig ${name} --output ${name}.kubeconfig`));
  if (release === undefined) return [kubeconfig];
  const password = next('Password', command(`credentials ${name} --reveal`));
  if (access === undefined || access.dashboard === null) return [kubeconfig, password];
  const signIn = access.user === undefined ? '' : `   (sign in as ${access.user})`;
  const way = needsForward(access) ? command(`open ${name}`) : access.dashboard;
  const notes = (access.notes ?? []).map((note): Line => [{ text: `  ${note}`, style: 'yellow' }]);
  return [kubeconfig, [...next('Dashboard', way), { text: signIn }], ...notes, password];
}

function good(text: string): Line {
  return [{ text, style: 'green' }];
}

function next(what: string, command: string): readonly Segment[] {
  return [{ text: `  ${what}: ` }, { text: command, style: 'bold' }];
}
