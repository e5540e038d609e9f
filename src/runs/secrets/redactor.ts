import { makeError, MlaError, toMlaError, type ErrorDetails } from '../../errors/error.ts';
import type { Secret } from '../../secret.ts';
import { isOrdinary } from './ordinary-secret.ts';
import { createSecretSearch, type SecretSearch, type Span } from './secret-search.ts';
import type { NewEvent } from '../engine/step.ts';

const mask = '[secret]';
const withheld = '[withheld: it could not be searched for secrets]';

/**
 * Replaces the secrets in use in everything written for people: events, logs,
 * messages. Data that a program reads back (a step's output, a handle) does not
 * pass through it. Never throws: a text that cannot be searched is withheld.
 */
export interface Redactor {
  /** From now on, replaces this value wherever it appears, also in base64, percent-encoded or escaped. Ignores a value that is ordinary (`isOrdinary`) or part of a readable text. */
  add(secret: Secret): void;
  /** Knows the secrets only during the work. */
  during<T>(secrets: readonly Secret[], work: () => Promise<T>): Promise<T>;
  /** Texts that stay unchanged, such as the names in an installation: masking a secret inside one would reveal the secret by what is missing. */
  keepReadable(texts: readonly string[]): void;
  cleanText(text: string): string;
  /** The error without secrets in its details and in the stack of its cause. */
  cleanError(thrown: unknown): MlaError;
  cleanEvent<E extends NewEvent>(event: E): E;
  cleanData<D>(data: D): D;
}

/** Matches exact values only, no patterns: everything it replaces is a secret, and everything else stays readable. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  const readable = new Set<string>();
  const isReadable = (secret: string): boolean => {
    const lower = secret.toLowerCase();
    return readable.values().some((text) => text.includes(lower));
  };
  const addTo = (search: SecretSearch, secret: string): void => {
    if (isOrdinary(secret) || isReadable(secret)) return;
    for (const form of formsOf(secret)) search.add(form);
  };
  let lasting = createSecretSearch();
  const passing = new Set<SecretSearch>();

  const search = (text: string): Span[] => [lasting, ...passing].flatMap((one) => one.find(text));
  const cleanText = (text: string): string => orWithhold(() => maskSpans(text, search(text)), withheld);

  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return maskSpans(value, search(value));
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Date) return value;
    const plain =
      'toJSON' in value && typeof value.toJSON === 'function' ? (value as { toJSON: () => unknown }).toJSON() : value;
    if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) return clean(plain);
    return Object.fromEntries(Object.entries(plain).map(([key, part]) => [cleanText(key), clean(part)]));
  };

  return {
    add(secret) {
      const value = secret.reveal();
      if (secrets.has(value)) return;
      secrets.add(value);
      addTo(lasting, value);
    },
    async during(these, work) {
      const search = createSecretSearch();
      for (const secret of these) addTo(search, secret.reveal());
      passing.add(search);
      try {
        return await work();
      } finally {
        passing.delete(search);
      }
    },
    keepReadable(texts) {
      const fresh = texts.map((text) => text.toLowerCase()).filter((text) => text.length >= 8 && !readable.has(text));
      if (fresh.length === 0) return;
      for (const text of fresh) readable.add(text);
      if (!secrets.values().some((secret) => fresh.some((text) => text.includes(secret.toLowerCase())))) return;
      lasting = createSecretSearch();
      for (const secret of secrets) addTo(lasting, secret);
    },
    cleanText,
    cleanError(thrown) {
      return orWithhold(
        () => {
          const { key, details, cause } = toMlaError(thrown);
          const clear =
            cause instanceof Error
              ? { cause: Object.assign(new Error(cleanText(cause.message)), { stack: cleanText(cause.stack ?? '') }) }
              : {};
          return makeError(key, clean(details) as ErrorDetails, clear);
        },
        new MlaError('general.unforeseen', { reason: withheld }),
      );
    },
    cleanEvent(event) {
      const { data, ...rest } = event;
      const cleaned = orWithhold(
        () => ({ message: cleanText(event.message), ...(data && { data: clean(data) as Record<string, unknown> }) }),
        { message: withheld },
      );
      return { ...rest, ...cleaned } as typeof event;
    },
    cleanData: (data) => orWithhold(() => clean(data), withheld) as typeof data,
  };
}

/** Its error is not reported: it can contain the searched text or a secret. */
function orWithhold<T>(work: () => T, instead: T): T {
  try {
    return work();
  } catch {
    return instead;
  }
}

/** Secrets that overlap or touch are masked as one. */
function maskSpans(text: string, spans: readonly Span[]): string {
  let masked = '';
  let done = 0;
  for (const { start, end } of spans.toSorted((one, other) => one.start - other.start)) {
    if (end <= done) continue;
    if (start > done || done === 0) masked += `${text.slice(done, start)}${mask}`;
    done = end;
  }
  return masked + text.slice(done);
}

/** The spellings in which a secret travels. */
function formsOf(secret: string): Set<string> {
  const value = secret.toWellFormed();
  const lines = value.includes('-----BEGIN')
    ? value.split('\n').filter((line) => line.trim().length >= 16 && !line.startsWith('-----'))
    : [];
  const bytes = Buffer.from(value);
  return new Set([
    secret,
    secret.trim(),
    ...lines,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ]);
}
