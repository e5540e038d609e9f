/** Text that PostgreSQL takes: it refuses NUL and halves of surrogate pairs, which a broken log line or a hostile answer can hold. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** JSON text that PostgreSQL takes, keys included. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  // In JSON both are written as escapes, so that one look tells whether there is anything to do.
  return /\\u(0000|d[89a-f])/i.test(json) ? JSON.stringify(storable(JSON.parse(json))) : json;
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [storableText(key), storable(part)]));
}
