import type { VerifyResult } from '../../kubeflow/verify/verify.ts';
import { errorLines } from '../output/print-error.ts';

/** The checks as a JUnit file, which CI servers show as tests. */
export function junitOf(name: string, results: readonly VerifyResult[]): string {
  const count = (state: VerifyResult['state']): number => results.filter((one) => one.state === state).length;
  const time = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const attributes = `name="${escaped(`mla verify ${name}`)}" tests="${results.length}" failures="${count('failed')}" errors="0" skipped="${count('skipped')}" time="${seconds(time)}"`;
  const cases = results.map((result) => testCase(name, result)).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n<testsuite ${attributes}>\n${cases}\n</testsuite>\n</testsuites>\n`;
}

function testCase(name: string, { id, title, state, milliseconds, seen, error, hops = [] }: VerifyResult): string {
  const open = `<testcase classname="${escaped(`${name}.${id}`)}" name="${escaped(title)}" time="${seconds(milliseconds)}">`;
  const failure =
    error === undefined
      ? ''
      : `<failure type="${error.code}" message="${escaped(error.message)}">${escaped(errorLines(error.report()).join('\n'))}</failure>`;
  const skipped = state === 'skipped' ? `<skipped message="${escaped(seen)}"/>` : '';
  const lines = hops.map((hop) => `${hop.state} ${hop.title} (${seconds(hop.milliseconds)} s) ${hop.seen}`);
  const out = lines.length === 0 ? '' : `<system-out>${escaped(lines.join('\n'))}</system-out>`;
  return `${open}${failure}${skipped}${out}</testcase>`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** XML has no way to write most control characters, so they go. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
