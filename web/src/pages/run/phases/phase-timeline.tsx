import type { PhaseView, RunView } from '../../../../../src/api/run.ts';
import { isLive } from '../../../api/queries.ts';
import { saySpan } from '../../../ui/feedback/say-time.ts';
import { StateMark } from '../../../ui/feedback/state-mark.tsx';
import { useNow } from '../../../ui/feedback/use-now.ts';
import { runWords } from '../../../words/run-words.ts';
import './phase-timeline.css';

/** Milliseconds in which nothing much can have been done to a cluster. */
const soon = 10_000;

/** The phases in a row, each with its time and its latest fact; below them what the present one does. */
export function PhaseTimeline({ run }: { run: RunView }) {
  const now = useNow(isLive(run));
  const present = run.phases.find(({ state }) => state === 'running');
  return (
    <section aria-labelledby="phases">
      <h2 id="phases" className="pf-v6-screen-reader">
        {runWords.phases}
      </h2>
      <ol className="mla-phases">
        {run.phases.map((phase) => (
          <li
            key={phase.name}
            data-state={phase.state}
            {...(phase.state === 'running' && { 'aria-current': 'step' as const })}
          >
            <StateMark state={phase.state} />
            <p className="mla-phase-line">
              <strong>{phase.title}</strong>
              <span className="mla-soft mla-phase-time">
                {timeOf(phase, now)}
                {phase.startedAt !== undefined && (
                  <span className="pf-v6-screen-reader"> {runWords.phaseState[phase.state]}</span>
                )}
              </span>
            </p>
            {phase.detail !== undefined && <p className="mla-soft mla-phase-detail">{phase.detail}</p>}
          </li>
        ))}
      </ol>
      {present !== undefined && (
        <p className="mla-small mla-phase-teaches">
          <strong>{present.title}:</strong> {runWords.phaseTeaches[present.name]}
        </p>
      )}
    </section>
  );
}

/** How long it took or takes; where that says nothing, what became of it. */
function timeOf({ state, startedAt, endedAt, alreadyThere }: PhaseView, now: number): string {
  if (startedAt === undefined || state === 'skipped') return runWords.phaseState[state];
  const span = (endedAt === undefined ? now : Date.parse(endedAt)) - Date.parse(startedAt);
  if (alreadyThere !== true || state !== 'succeeded') return saySpan(span);
  // The cluster was there already: a time is shown only where workers were added or removed.
  return span < soon ? runWords.alreadyThere : saySpan(span);
}
