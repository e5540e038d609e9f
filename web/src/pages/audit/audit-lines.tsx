import type { AuditEntry } from '../../../../src/api/contract.ts';
import { sayMoment } from '../../ui/feedback/say-time.ts';
import { auditWords as words } from '../../words/people/audit-words.ts';
import { sayAction } from './say-action.ts';

/** One line for each thing that somebody did or tried. */
export function AuditLines({ entries }: { entries: readonly AuditEntry[] }) {
  if (entries.length === 0) return <p className="mla-soft">{words.none}</p>;
  return (
    <ul className="mla-card mla-audit">
      {entries.map((entry) => (
        <Line key={entry.id} entry={entry} />
      ))}
    </ul>
  );
}

function Line({ entry: { time, person, by, address, action, target, result } }: { entry: AuditEntry }) {
  return (
    <li className="mla-audit-line">
      <time dateTime={time} className="mla-soft mla-small">
        {sayMoment(time, true)}
      </time>
      <strong className="mla-break">{person?.name ?? words.nobody}</strong>
      <span>
        {sayAction(action)} {target !== '' && <span className="mla-mono">{target}</span>}
        {result !== 'done' && <span className="mla-bad"> · {words.refused(result)}</span>}
      </span>
      <span className="mla-soft mla-small">{words.from(address, by)}</span>
    </li>
  );
}
