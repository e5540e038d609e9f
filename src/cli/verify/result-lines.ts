import type { VerifyResult } from '../../kubeflow/verify/verify.ts';
import { errorLines } from '../output/print-error.ts';
import { plainText } from '../output/plain-text.ts';

const signs = { passed: '✔', failed: '✘', skipped: '–' } as const;

/** The checks for people: a line each, the stations of a login below it, and what to do about a failure. */
export function resultLines(results: readonly VerifyResult[]): string[] {
  return results.flatMap(({ title, state, milliseconds, seen, hops = [], warnings = [], error }) => [
    `${signs[state]} ${title}${timeOf(state, milliseconds)}${state === 'skipped' ? `: ${seen}` : ''}`,
    ...(hops.length < 2
      ? []
      : hops.map((hop) => `    ${signs[hop.state]} ${hop.title}${timeOf(hop.state, hop.milliseconds)}`)),
    ...(state === 'passed' && hops.length < 2 ? [`    ${plainText(seen)}`] : []),
    ...warnings.map((warning) => `    Warning: ${plainText(warning.message)} ${plainText(warning.fix)}`),
    ...(error === undefined ? [] : errorLines(error.report()).map((line) => `    ${line}`)),
  ]);
}

/** The same for machines. */
export function reportOf({ id, title, state, milliseconds, seen, hops, warnings = [], error }: VerifyResult): object {
  return {
    id,
    title,
    state,
    milliseconds,
    seen,
    hops: hops?.map((hop) => ({ id: hop.id, state: hop.state, milliseconds: hop.milliseconds, seen: hop.seen })),
    warnings: warnings.map((warning) => warning.report()),
    error: error?.report(),
  };
}

function timeOf(state: VerifyResult['state'], milliseconds: number): string {
  return state === 'skipped' ? '' : ` (${(milliseconds / 1000).toFixed(1)} s)`;
}
