import type { ReactNode } from 'react';
import type { ErrorReport } from '../../api/error-report.ts';
import { shellWords } from '../../words/shell-words.ts';
import { Said } from './said.tsx';

interface ExplainedErrorProps {
  readonly error: ErrorReport;
  /** Where the message stands elsewhere already, as a title. */
  readonly withoutMessage?: boolean;
  /** What helps at once, before the code. */
  readonly children?: ReactNode;
}

/** An error as its lines: what happened, why, what to do, and its code. A line that has nothing to say is left out. */
export function ExplainedError({ error, withoutMessage = false, children }: ExplainedErrorProps) {
  const { cause, fix, code } = shellWords.error;
  return (
    <>
      {!withoutMessage && (
        <p>
          <Said text={error.message} />
        </p>
      )}
      {error.cause !== '' && (
        <p>
          <strong>{cause}:</strong> <Said text={error.cause} />
        </p>
      )}
      {error.fix !== '' && (
        <p>
          <strong>{fix}:</strong> <Said text={error.fix} />
        </p>
      )}
      {children}
      <p className="mla-soft mla-small">{code(error.code)}</p>
    </>
  );
}
