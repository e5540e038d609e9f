/** Text that PostgreSQL accepts: it rejects NUL and halves of surrogate pairs, which a broken log line or a hostile answer can contain. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** JSON text that PostgreSQL accepts, keys included. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  // JSON writes both as escapes, so one search tells whether there is anything to do.
  return /\\u(0000|d[89a-f])/i.test(json) ? JSON.stringify(storable(JSON.parse(json))) : json;
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [storableText(key), storable(part)]));
}
