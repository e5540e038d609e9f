import type { RunView } from '../../../../src/api/run.ts';
import { isLive } from '../../api/queries.ts';
import { runWords } from '../../words/run-words.ts';
import { saySpan } from './say-time.ts';
import { useNow } from './use-now.ts';
import './progress-line.css';

interface ProgressLineProps {
  readonly run: RunView;
  /** What such a run is expected to take, in words. */
  readonly expected?: string;
  /** What is done of what, in words. */
  readonly counts?: string;
  /** Something about it that is worth to know. */
  readonly remark?: string;
}

/** How far a run is, as the server says it, and how long it has taken. */
export function ProgressLine({ run, expected, counts, remark }: ProgressLineProps) {
  const now = useNow(isLive(run));
  const percent = Math.floor(run.progress * 100);
  const elapsed =
    run.startedAt === undefined
      ? undefined
      : (run.endedAt === undefined ? now : Date.parse(run.endedAt)) - Date.parse(run.startedAt);
  return (
    <div className="mla-progress" data-state={run.state}>
      <progress value={run.progress} max={1} aria-label={runWords.progress}>
        {runWords.percent(percent)}
      </progress>
      <p className="mla-row mla-spread mla-small">
        <span>
          <strong>{runWords.percent(percent)}</strong> <span className="mla-soft">{runWords.state[run.state]}</span>
        </span>
        {remark !== undefined && <span className="mla-late">{remark}</span>}
        {counts !== undefined && <span className="mla-soft">{counts}</span>}
        {elapsed !== undefined && (
          <span className="mla-soft">
            {isLive(run) ? runWords.elapsed(saySpan(elapsed)) : runWords.took(saySpan(elapsed))}
            {isLive(run) && expected !== undefined && ` · ${expected}`}
          </span>
        )}
      </p>
    </div>
  );
}
