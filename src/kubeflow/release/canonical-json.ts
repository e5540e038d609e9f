import { createHash } from 'node:crypto';

/**
 * JSON text that depends on the value alone: no spaces, keys in code-unit
 * order, so that the same object has the same hash however its YAML was
 * written. Throws RangeError for a whole number that JSON numbers of
 * JavaScript cannot hold exactly.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sortKeys(value));
}

/** sha256 of a text or of bytes, 64 hex digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    !Number.isSafeInteger(value) &&
    Math.abs(value) < 2 ** 64
  ) {
    throw new RangeError(`the number ${value} is too large to be kept exactly`);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, child]) => [key, sortKeys(child)]),
  );
}
