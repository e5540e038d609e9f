import type { PhaseView, RunView } from '../../../../src/api/run.ts';
import { isLive } from '../../api/queries.ts';
import { saySpan } from '../../ui/feedback/say-time.ts';
import { useNow } from '../../ui/feedback/use-now.ts';
import { runWords } from '../../words/run-words.ts';

const marks: Readonly<Record<PhaseView['state'], string>> = {
  waiting: '',
  running: '',
  succeeded: '✓',
  failed: '✕',
  cancelled: '–',
  skipped: '–',
};

/** Milliseconds in which nothing much can have been done to a cluster. */
const soon = 10_000;

/** The phases from top to bottom, each with its latest fact and its time. */
export function PhaseTimeline({ run }: { run: RunView }) {
  const now = useNow(isLive(run));
  return (
    <section className="mla-card" aria-labelledby="phases">
      <h2 id="phases" className="mla-heading">
        {runWords.phases}
      </h2>
      <ol className="mla-phases">
        {run.phases.map((phase) => (
          <li
            key={phase.name}
            data-state={phase.state}
            {...(phase.state === 'running' && { 'aria-current': 'step' as const })}
          >
            <span className="mla-phase-mark" aria-hidden="true">
              {marks[phase.state]}
            </span>
            <div>
              <p className="mla-row mla-spread mla-phase-line">
                <strong>{phase.title}</strong>
                <span className="mla-small mla-soft mla-phase-time">
                  {timeOf(phase, now)}
                  {phase.startedAt !== undefined && (
                    <span className="pf-v6-screen-reader"> {runWords.phaseState[phase.state]}</span>
                  )}
                </span>
              </p>
              {(phase.state === 'running' || phase.state === 'failed') && (
                <p className="mla-small mla-phase-teaches">{runWords.phaseTeaches[phase.name]}</p>
              )}
              {phase.detail !== undefined && <p className="mla-soft mla-small">{phase.detail}</p>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** How long it took or takes; where that says nothing, what became of it. */
function timeOf({ state, startedAt, endedAt, alreadyThere }: PhaseView, now: number): string {
  if (startedAt === undefined || state === 'skipped') return runWords.phaseState[state];
  const span = (endedAt === undefined ? now : Date.parse(endedAt)) - Date.parse(startedAt);
  if (alreadyThere !== true || state !== 'succeeded') return saySpan(span);
  // Other numbers of workers take their time, and that is worth more to know.
  return span < soon ? runWords.alreadyThere : saySpan(span);
}
