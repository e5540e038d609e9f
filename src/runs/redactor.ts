import type { Secret } from '../secret.ts';
import type { NewEvent } from './step.ts';

const mask = '[secret]';
const withheld = '[withheld: it could not be searched for secrets]';

/** Replaces the secrets in use before anything is written: events, step outputs, logs. */
export interface Redactor {
  /** From now on this value is replaced wherever it turns up, also in base64, percent-encoded or escaped. */
  add(secret: Secret): void;
  cleanText(text: string): string;
  cleanEvent<E extends NewEvent>(event: E): E;
  cleanData<D>(data: D): D;
}

/**
 * Knows exact values only, no patterns: what it replaces was a secret, and
 * what is no secret stays readable. Where it cannot do its work the whole
 * text is withheld.
 */
export function createRedactor(): Redactor {
  const known = new Set<string>();
  let pattern: RegExp | undefined;

  const add = (secret: Secret): void => {
    const before = known.size;
    for (const form of formsOf(secret.reveal())) known.add(form);
    if (known.size === before) return;
    // Longest first, so that a secret which contains another one leaves no rest.
    const longestFirst = [...known].sort((left, right) => right.length - left.length);
    pattern = new RegExp(longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'g');
  };

  const cleanText = (text: string): string => (pattern ? text.replace(pattern, mask) : text);

  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return cleanText(value);
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Date) return value;
    const plain = 'toJSON' in value && typeof value.toJSON === 'function' ? (value as { toJSON: () => unknown }).toJSON() : value;
    if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) return clean(plain);
    return Object.fromEntries(Object.entries(plain).map(([key, part]) => [cleanText(key), clean(part)]));
  };

  return {
    add,
    cleanText,
    cleanEvent(event) {
      try {
        return { ...event, message: cleanText(event.message), ...(event.data && { data: clean(event.data) as Record<string, unknown> }) };
      } catch {
        const { data: _data, ...rest } = event;
        return { ...rest, message: withheld } as typeof event;
      }
    },
    cleanData: (data) => clean(data) as typeof data,
  };
}

/** The spellings in which a secret travels. */
function formsOf(value: string): string[] {
  if (value === '') return [];
  const lines = value.split('\n').filter((line) => line.trim().length >= 16 && !line.startsWith('-----'));
  const bytes = Buffer.from(value);
  return [value, ...(value.includes('-----BEGIN') ? lines : []), JSON.stringify(value).slice(1, -1), encodeURIComponent(value), bytes.toString('base64'), bytes.toString('base64url')];
}
