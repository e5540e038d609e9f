import type { CheckResult } from './contract.ts';

/** Whether this preflight result stops a run. */
export function stopsRun({ outcome, severity, overridden }: CheckResult): boolean {
  return outcome === 'failed' && severity !== 'informs' && overridden === undefined;
}
