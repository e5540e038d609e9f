import type { WaitView } from '../../../../../src/api/run.ts';
import { groupWaits } from '../../../../../src/run-view/group-waits.ts';
import { saySpan } from '../../../ui/feedback/say-time.ts';
import { runWords } from '../../../words/run-words.ts';

/** Enough to see what holds up the run; the rows have the rest. */
const mostGroups = 2;

/** What the run waits for as a whole: each reason once, however many components it keeps waiting. */
export function WaitSummary({ waiting, now }: { waiting: readonly WaitView[]; now: number }) {
  const groups = groupWaits(waiting);
  const more = groups.length - mostGroups;
  return (
    <ul className="mla-wait-summary" aria-label={runWords.waitingFor}>
      {groups.slice(0, mostGroups).map(({ text, severity, since }, index) => (
        <li key={text} data-severity={severity}>
          <span className="mla-wait-text" title={text}>
            {text}
          </span>
          <span className="mla-soft">
            {saySpan(now - Date.parse(since))}
            {more > 0 && index === mostGroups - 1 && ` · ${runWords.moreReasons(more)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
