import type { z } from 'zod';

/** What is wrong with a value, for the person who typed it. Undefined keeps the schema's own message. */
export function sayIssue(issue: z.core.$ZodRawIssue): string | undefined {
  const empty = issue.input === '' || issue.input === undefined || issue.input === null;
  if (empty && issue.code !== 'unrecognized_keys' && issue.code !== 'invalid_union') return 'Fill in this field.';
  switch (issue.code) {
    case 'too_small':
      return `Enter at least ${String(issue.minimum)}.`;
    case 'too_big':
      return issue.origin === 'string'
        ? `Enter at most ${String(issue.maximum)} characters.`
        : `Enter at most ${String(issue.maximum)}.`;
    case 'invalid_format':
      return formats[issue.format];
    case 'unrecognized_keys':
      return `Unknown field: ${issue.keys.join(', ')}.`;
    default:
      return undefined;
  }
}

const formats: Readonly<Record<string, string>> = {
  url: 'Enter an address that begins with http:// or https://.',
  email: 'Enter a valid e-mail address.',
  regex: 'Use lower-case letters, digits and hyphens. Begin and end with a letter or digit.',
};
