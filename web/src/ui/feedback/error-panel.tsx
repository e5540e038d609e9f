import { Alert } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { toMlaError } from '../../../../src/errors/error.ts';
import type { ErrorReport } from '../../api/error-report.ts';
import { ExplainedError } from './explained-error.tsx';

interface ErrorPanelProps {
  readonly title?: string;
  /** A thrown value, or the report of an error that came in an answer. */
  readonly error: unknown;
  readonly children?: ReactNode;
}

/** What went wrong, why, and what to do next. Announced when it appears. */
export function ErrorPanel({ title, error, children }: ErrorPanelProps) {
  const report = reportOf(error);
  return (
    <Alert component="p" isInline variant="danger" title={title ?? report.message} isLiveRegion>
      <div className="mla-stack-tight">
        <ExplainedError error={report} withoutMessage={title === undefined} />
        {children !== undefined && <div className="mla-row">{children}</div>}
      </div>
    </Alert>
  );
}

/** Any thrown value in the shape of the server's error reports. */
export function reportOf(error: unknown): ErrorReport {
  if (!(error instanceof Error) && typeof error === 'object' && error !== null && 'code' in error && 'fix' in error)
    return error as ErrorReport;
  return { ...toMlaError(error).report() };
}
