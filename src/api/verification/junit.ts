import type { CheckView } from '../contract/verification.ts';
import type { ErrorReport } from '../run.ts';

/** The checks as a JUnit file, which CI servers show as tests. */
export function junitOf(name: string, checks: readonly CheckView[]): string {
  const count = (state: CheckView['state']): number => checks.filter((one) => one.state === state).length;
  const time = checks.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const attributes = `name="${escaped(`mla verify ${name}`)}" tests="${checks.length}" failures="${count('failed')}" errors="0" skipped="${count('skipped')}" time="${seconds(time)}"`;
  const cases = checks.map((check) => testCase(name, check)).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n<testsuite ${attributes}>\n${cases}\n</testsuite>\n</testsuites>\n`;
}

function testCase(name: string, { id, title, state, milliseconds, seen, error, hops }: CheckView): string {
  const open = `<testcase classname="${escaped(`${name}.${id}`)}" name="${escaped(title)}" time="${seconds(milliseconds)}">`;
  const failure =
    error === undefined
      ? ''
      : `<failure type="${error.code}" message="${escaped(error.message)}">${escaped(textOf(error))}</failure>`;
  const skipped = state === 'skipped' ? `<skipped message="${escaped(seen)}"/>` : '';
  const lines = hops.map((hop) => `${hop.state} ${hop.title} (${seconds(hop.milliseconds)} s) ${hop.seen}`);
  const out = lines.length === 0 ? '' : `<system-out>${escaped(lines.join('\n'))}</system-out>`;
  return `${open}${failure}${skipped}${out}</testcase>`;
}

function textOf({ message, cause, fix, code }: ErrorReport): string {
  return `Error: ${message}\n  Likely cause: ${cause}\n  What to do:   ${fix}\n  Code:         ${code}`;
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
