import type { CheckResult } from './contract.ts';

/** Whether a run ends at this answer of preflight. */
export function stopsRun({ outcome, severity, overridden }: CheckResult): boolean {
  return outcome === 'failed' && severity !== 'informs' && overridden === undefined;
}
