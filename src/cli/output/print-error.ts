import type { ErrorReport } from '../../errors/error.ts';
import type { Output } from './output.ts';
import { harmlessJson } from './output.ts';
import { plainText } from './plain-text.ts';

/** An error for people: what happened, why probably, what to do, and the code to look up. */
export function errorLines(
  report: Pick<ErrorReport, 'message' | 'cause' | 'fix'> & { readonly code: string },
): string[] {
  return [
    `Error: ${plainText(report.message)}`,
    `  Likely cause: ${plainText(report.cause)}`,
    `  What to do:   ${plainText(report.fix)}`,
    `  Code:         ${report.code}`,
  ];
}

/** Writes an error to stderr: as text, or as one line of JSON where JSON was asked for. */
export function printError(report: ErrorReport, output: Output): void {
  if (output.json) output.say(harmlessJson({ error: report }));
  else for (const line of errorLines(report)) output.say(line);
}
