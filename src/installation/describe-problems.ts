import type { z } from 'zod';
import { nearestName } from '../errors/did-you-mean.ts';
import { secretFieldNames } from '../platforms/unions.ts';
import { valueAt } from './value-at.ts';

/** One thing that is wrong, and where. */
export interface Problem {
  /** For example `spec.cluster.sandbox.workers.count`; empty for the whole. */
  readonly path: string;
  /** In plain words, to be read after the path. */
  readonly message: string;
}

/** What a check of a schema found, in plain words. `given` is what was checked; `known`: names of fields, one of which may have been meant. */
export function describeProblems(error: z.ZodError, given: unknown, known: readonly string[] = []): Problem[] {
  return error.issues.map((issue) => ({
    path: issue.path.map(String).join('.'),
    message: describeIssue(issue, valueAt(given, issue.path), known),
  }));
}

/** The same for a form: the first problem of each field, by path, as a sentence below the field. */
export function describeFields(error: z.ZodError, given: unknown): Readonly<Record<string, string>> {
  const sentences: Record<string, string> = {};
  for (const issue of error.issues) {
    const value = valueAt(given, issue.path);
    sentences[issue.path.map(String).join('.')] ??= asSentence(describeIssue(issue, value, []), value);
  }
  return sentences;
}

/** What is wrong with a value, as a sentence below its field. */
export function asSentence(message: string, value: unknown): string {
  if (isEmpty(value)) return 'Fill in this field.';
  const text = `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  return text.endsWith('.') ? text : `${text}.`;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Problems on one line, for an error's text. */
export function joinProblems(problems: readonly Problem[]): string {
  return problems.map(({ path, message }) => `${path === '' ? 'the document' : path} ${message}`).join('; ');
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
};

const formats: Readonly<Record<string, string>> = {
  email: 'an e-mail address, for example ada@example.com',
  url: 'an address such as https://example.com:8443',
};

type Issue = z.core.$ZodIssue;
type Describe<Code extends Issue['code']> = (
  issue: Extract<Issue, { code: Code }>,
  value: unknown,
  known: readonly string[],
) => string;

/** Words for each kind of issue; the schema's own text where there are none. */
const describers: { readonly [Code in Issue['code']]?: Describe<Code> } = {
  invalid_type({ expected }, value) {
    const wanted = typeNames[expected] ?? expected;
    if (value === undefined) return `is missing: it needs ${wanted}`;
    const advice = expected === 'string' && typeof value !== 'object' ? ': put it in quotes' : '';
    return `must be ${wanted}, not ${describeValue(value)}${advice}`;
  },
  unrecognized_keys({ keys }, _value, known) {
    const near = keys.flatMap((key) => nearestName(key, known) ?? []);
    return `has no field ${keys.join(', ')}${near.length === 0 ? '' : ` (did you mean ${near.join(', ')}?)`}`;
  },
  invalid_value({ values }, value) {
    const choices = values.map(String).join(', ');
    return value === undefined
      ? `is missing: it can be ${choices}`
      : `can be ${choices}, not ${describeValue(value)}${meant(value, values.map(String))}`;
  },
  too_small({ minimum, origin }, value) {
    if (value === '' || (origin === 'array' && Array.isArray(value) && value.length === 0)) return 'must not be empty';
    return `must ${origin === 'string' || origin === 'array' ? 'have' : 'be'} at least ${minimum}, not ${describeValue(value)}`;
  },
  too_big: ({ maximum, origin }, value) =>
    origin === 'string'
      ? `must have at most ${maximum} characters`
      : `must be at most ${maximum}, not ${describeValue(value)}`,
  invalid_format: ({ format, message }, value) =>
    formats[format] === undefined
      ? `cannot be ${describeValue(value)}: ${message}`
      : `must be ${formats[format]}, not ${describeValue(value)}`,
  // Our own rules say what is wrong; a password that must not be there is not repeated.
  custom: ({ message }) => message,
  invalid_union(issue, value) {
    const ways =
      'options' in issue
        ? issue.options.map(String)
        : issue.errors.flatMap(([first]) => (first === undefined ? [] : wayOf(first)));
    const choices = [...new Set(ways)].join(', ');
    // A list is not wrong as a list where one of its members is.
    const member = 'errors' in issue ? issue.errors.flat().find(({ path }) => path.length === 1) : undefined;
    if (member !== undefined && Array.isArray(value)) {
      const wrong: unknown = value[Number(member.path[0])];
      return `can be ${choices}, not ${describeValue(wrong)}${meant(wrong, ways)}`;
    }
    return value === undefined
      ? `is missing: it can be ${choices}`
      : `can be ${choices}, not ${describeValue(value)}${meant(value, ways)}`;
  },
};

/** The choice that is nearest to what was written. */
function meant(value: unknown, choices: readonly string[]): string {
  const near = typeof value === 'string' ? nearestName(value, choices) : undefined;
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

/** What one branch of a choice would have taken. */
function wayOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_type' ? [typeNames[issue.expected] ?? issue.expected] : [];
}

/** Fields whose value is not repeated, however wrong it is. */
const secretFields: ReadonlySet<PropertyKey> = new Set(['token', ...secretFieldNames]);

function describeIssue(issue: Issue, value: unknown, known: readonly string[]): string {
  if (!isEmpty(value) && repeatsValue(issue) && issue.path.some((key) => secretFields.has(key)))
    return 'cannot be what was given';
  const describe = describers[issue.code] as Describe<Issue['code']> | undefined;
  return describe?.(issue, value, known) ?? `cannot be ${describeValue(value)}: ${issue.message}`;
}

/** Whether the words for an issue may hold the value. */
function repeatsValue(issue: Issue): boolean {
  return !(issue.code === 'custom' || (issue.code === 'too_big' && issue.origin === 'string'));
}

function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `“${value.length > 60 ? `${value.slice(0, 60)}…` : value}”`;
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${String(value)}`;
  return 'a group of fields';
}
