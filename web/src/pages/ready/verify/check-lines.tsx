import type { CheckView } from '../../../../../src/api/contract.ts';
import { ErrorPanel } from '../../../ui/feedback/error-panel.tsx';
import { Said } from '../../../ui/feedback/said.tsx';
import { saySpan } from '../../../ui/feedback/say-time.ts';
import { StateMark } from '../../../ui/feedback/state-mark.tsx';
import { verifyWords as words } from '../../../words/verify-words.ts';
import './verify.css';

const signs = { running: 'running', passed: 'succeeded', failed: 'failed', skipped: 'skipped' } as const;

/** A line for each check, with the stations of a login, and what to do about a failure. */
export function CheckLines({ checks }: { checks: readonly CheckView[] }) {
  if (checks.length === 0) return null;
  return (
    <ul className="mla-verify">
      {checks.map((check) => (
        <CheckLine key={check.id} check={check} />
      ))}
    </ul>
  );
}

function CheckLine({ check: { title, state, milliseconds, seen, hops, warnings, error } }: { check: CheckView }) {
  return (
    <li>
      <p className="mla-verify-line">
        <StateMark state={signs[state]} />
        <span>
          {title}
          <span className="pf-v6-screen-reader"> ({state})</span>
        </span>
        {state !== 'skipped' && state !== 'running' && (
          <span className="mla-soft mla-small">{saySpan(milliseconds)}</span>
        )}
      </p>
      <div className="mla-verify-more">
        {state !== 'failed' && seen !== '' && (
          <p className="mla-soft mla-small">
            {state === 'skipped' && `${words.skipped}: `}
            <Said text={seen} />
          </p>
        )}
        {hops.length > 1 && (
          <ul className="mla-small mla-soft">
            {hops.map((hop) => (
              <li key={hop.id} className="mla-verify-line">
                <StateMark state={signs[hop.state]} /> <span>{hop.title}</span>
              </li>
            ))}
          </ul>
        )}
        {warnings.map((warning) => (
          <p key={warning.code} className="mla-small">
            <Said text={`${warning.message} ${warning.fix}`} />
          </p>
        ))}
        {error !== undefined && <ErrorPanel error={error} />}
      </div>
    </li>
  );
}
