/** What is at a path like `spec.kubeflow.release`, or at its steps one by one; undefined where there is nothing. */
export function valueAt(given: unknown, path: string | readonly PropertyKey[]): unknown {
  const steps = typeof path === 'string' ? path.split('.') : path;
  return steps.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    given,
  );
}

/** Puts a value at a path, and makes the groups on the way. */
export function putAt(into: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let place = into;
  for (const key of keys) {
    const next = valueAt(place, key);
    place = isGroup(next) ? next : (place[key] = {});
  }
  place[last] = value;
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
