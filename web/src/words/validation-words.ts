import type { z } from 'zod';

/** What is wrong with a value, for the person who typed it. Undefined keeps the schema's own words. */
export function sayIssue(issue: z.core.$ZodRawIssue): string | undefined {
  const empty = issue.input === '' || issue.input === undefined || issue.input === null;
  if (empty && issue.code !== 'unrecognized_keys' && issue.code !== 'invalid_union') return 'This is needed.';
  switch (issue.code) {
    case 'too_small':
      return `At least ${String(issue.minimum)}.`;
    case 'too_big':
      return issue.origin === 'string'
        ? `At most ${String(issue.maximum)} characters.`
        : `At most ${String(issue.maximum)}.`;
    case 'invalid_format':
      return formats[issue.format];
    case 'unrecognized_keys':
      return `There is no such field: ${issue.keys.join(', ')}.`;
    default:
      return undefined;
  }
}

const formats: Readonly<Record<string, string>> = {
  url: 'This is not an address. One begins with http:// or https://.',
  email: 'This is not an e-mail address.',
  regex: 'Lower-case letters, digits and hyphens; the first and the last are a letter or digit.',
};
