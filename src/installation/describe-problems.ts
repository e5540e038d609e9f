import type { z } from 'zod';

/** One thing that is wrong, and where. */
export interface Problem {
  /** For example `spec.cluster.ccp.workers.count`; empty for the whole. */
  readonly path: string;
  /** In plain words, to be read after the path. */
  readonly message: string;
}

/** What a check of a schema found, in plain words. `given` is what was checked. */
export function describeProblems(error: z.ZodError, given: unknown): Problem[] {
  return error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: describeIssue(issue, valueAt(given, issue.path)) }));
}

/** Problems on one line, for an error's text. */
export function joinProblems(problems: readonly Problem[]): string {
  return problems.map(({ path, message }) => `${path === '' ? 'the whole' : path} ${message}`).join('; ');
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
};

function describeIssue(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type': {
      const wanted = typeNames[issue.expected] ?? issue.expected;
      if (value === undefined) return `is missing: it needs ${wanted}`;
      const advice = issue.expected === 'string' && typeof value !== 'object' ? ': put it in quotes' : '';
      return `must be ${wanted}, not ${describeValue(value)}${advice}`;
    }
    case 'unrecognized_keys':
      return `has no field ${issue.keys.join(', ')}`;
    case 'invalid_value':
      return value === undefined ? `is missing: it can be ${issue.values.map(String).join(', ')}` : `can be ${issue.values.map(String).join(', ')}, not ${describeValue(value)}`;
    case 'too_small':
      if (value === '') return 'must not be empty';
      return issue.origin === 'string' || issue.origin === 'array' ? `must have at least ${issue.minimum}, not ${describeValue(value)}` : `must be at least ${issue.minimum}, not ${describeValue(value)}`;
    case 'too_big':
      return issue.origin === 'string' ? `must have at most ${issue.maximum} characters` : `must be at most ${issue.maximum}, not ${describeValue(value)}`;
    case 'invalid_union':
      return issue.discriminator === undefined ? `cannot be ${describeValue(value)}` : `cannot be ${describeValue(value)}: choose one of those that are described`;
    default:
      return `cannot be ${describeValue(value)}: ${issue.message}`;
  }
}

function describeValue(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of fields';
  return typeof value === 'string' ? `“${value.length > 60 ? `${value.slice(0, 60)}…` : value}”` : `the ${typeof value} ${String(value)}`;
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined), given);
}
