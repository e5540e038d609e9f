/** What is at a path like `spec.kubeflow.release`; undefined where there is nothing. */
export function valueAt(given: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (isGroup(value) && Object.hasOwn(value, key) ? value[key] : undefined), given);
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
