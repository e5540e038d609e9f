import type { ErrorReport, RunView } from '../../../../../src/api/run.ts';
import { ExplainedError } from '../../../ui/feedback/explained-error.tsx';
import { Said } from '../../../ui/feedback/said.tsx';
import { runWords } from '../../../words/run-words.ts';
import './run-failure.css';

/** What a failed run opens on: what happened, why, and the next action beside it. */
export function RunFailure({ run, error, children }: { run: RunView; error: ErrorReport; children: React.ReactNode }) {
  const phase = run.phases.find(({ state }) => state === 'failed');
  return (
    <section className="mla-failure" role="alert" aria-labelledby="failure">
      <div className="mla-failure-head">
        <h2 id="failure">
          <span className="mla-failure-where">{runWords.failedAt(phase?.title)}</span>
          <Said text={error.message} />
        </h2>
        {children}
      </div>
      <ExplainedError error={error} withoutMessage />
    </section>
  );
}
