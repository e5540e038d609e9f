import type { CheckView } from '../../api/contract.ts';
import type { VerifyResult } from './verify.ts';

/** A result as API, page and JUnit file show it. */
export function viewCheck({
  id,
  title,
  state,
  milliseconds,
  seen,
  hops = [],
  warnings = [],
  error,
}: VerifyResult): CheckView {
  return {
    id,
    title,
    state,
    milliseconds,
    seen,
    hops: hops.map((hop) => ({
      id: hop.id,
      title: hop.title,
      state: hop.state,
      milliseconds: hop.milliseconds,
      seen: hop.seen,
    })),
    warnings: warnings.map((warning) => warning.report()),
    ...(error !== undefined && { error: error.report() }),
  };
}
