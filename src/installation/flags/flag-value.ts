import type { Field } from '../fields.ts';

/** The value that words on the command line stand for. What cannot be read stays a text, and the schema says what is wrong with it. */
export function readFlagValue({ takes, choices }: Field, words: readonly string[]): unknown {
  const last = words.at(-1) ?? '';
  if (takes === 'number') return /^-?\d+(\.\d+)?$/.test(last) ? Number(last) : last;
  if (takes !== 'list') return last;
  const members = words
    .join(',')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  return members.find((word) => choices.includes(word)) ?? members;
}

/** The word that stands for a value; undefined where none does, for example for a text with a comma in a list. */
export function writeFlagValue(field: Field, value: unknown): string | undefined {
  const word = Array.isArray(value) ? value.join(',') : String(value);
  return isSame(readFlagValue(field, [word]), value) ? word : undefined;
}

/** Of texts, numbers and lists of them. */
export function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
