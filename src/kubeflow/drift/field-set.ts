/**
 * `fieldsV1` of an entry in `metadata.managedFields`: which fields one manager
 * owns. `f:name` is a field, `k:{"name":"a"}` an item of a list by its keys,
 * `v:"a"` an item of a set, `.` the thing itself; `{}` is a field owned as a
 * whole. Source: Kubernetes, "Server-Side Apply", and structured-merge-diff.
 */
export interface FieldSet {
  readonly [part: string]: FieldSet;
}

/** One entry of `metadata.managedFields`. */
export interface FieldManager {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1?: FieldSet;
}

/** One step on the way to a field: its name, or what tells an item of a list from the others. */
export type Step =
  | string
  | { readonly item: Readonly<Record<string, unknown>> }
  | { readonly value: unknown }
  | { readonly index: number };

/** The way to a field from the top of its object. */
export type FieldPath = readonly Step[];

/** `spec.template.spec.containers[dex].image`, `metadata.annotations[example.com/a]`. */
export function pathText(path: FieldPath): string {
  return path.map((step, place) => (typeof step === 'string' ? nameText(step, place) : `[${itemText(step)}]`)).join('');
}

function nameText(name: string, place: number): string {
  return /^\w[\w-]*$/.test(name) ? `${place === 0 ? '' : '.'}${name}` : `[${name}]`;
}

function itemText(step: Exclude<Step, string>): string {
  if ('index' in step) return String(step.index);
  if ('value' in step) return String(step.value);
  return Object.values(step.item).map(String).join('/');
}

/**
 * Fields that `said` sets and that its manager no longer owns: someone else
 * has set or removed them since. Empty values are no claim: they are places
 * for others to fill in.
 */
export function lostFields(said: unknown, owned: FieldSet | undefined, path: FieldPath = []): FieldPath[] {
  if (isEmptyValue(said)) return [];
  if (owned === undefined) return [path];
  if (Object.keys(owned).length === 0) return [];
  if (Array.isArray(said)) return said.flatMap((item: unknown, index) => lostItem({ item, index, owned, path }));
  if (!isRecord(said)) return [];
  return Object.entries(said).flatMap(([name, value]) => lostFields(value, owned[`f:${name}`], [...path, name]));
}

function lostItem(given: { item: unknown; index: number; owned: FieldSet; path: FieldPath }): FieldPath[] {
  const { item, index, owned, path } = given;
  if (!isRecord(item)) return `v:${JSON.stringify(item)}` in owned ? [] : [[...path, { value: item }]];
  const keys = keysIn(owned);
  const own = keys.find((candidate) => isItem(item, candidate));
  if (own !== undefined) return lostFields(item, owned[`k:${JSON.stringify(own)}`], [...path, { item: own }]);
  const names = Object.keys(keys[0] ?? { name: '' }).filter((name) => name in item);
  return [
    [...path, names.length === 0 ? { index } : { item: Object.fromEntries(names.map((name) => [name, item[name]])) }],
  ];
}

/** The manager whose set has the field, or something in it. */
export function hasField(owned: FieldSet | undefined, path: FieldPath): boolean {
  if (owned === undefined) return false;
  const [step, ...rest] = path;
  if (step === undefined) return true;
  if (Object.keys(owned).length === 0) return true;
  if (typeof step === 'string') return hasField(owned[`f:${step}`], rest);
  if ('value' in step) return `v:${JSON.stringify(step.value)}` in owned;
  if ('index' in step) return false;
  const key = keysIn(owned).find((candidate) => isItem(step.item, candidate));
  return key !== undefined && hasField(owned[`k:${JSON.stringify(key)}`], rest);
}

/** What an object has at a path; undefined where there is nothing. */
export function valueAt(object: unknown, [step, ...rest]: FieldPath): unknown {
  if (step === undefined) return object;
  if (typeof step === 'string') return isRecord(object) ? valueAt(object[step], rest) : undefined;
  if (!Array.isArray(object)) return undefined;
  if ('value' in step) return object.find((item) => item === step.value) as unknown;
  if ('index' in step) return valueAt(object[step.index], rest);
  return valueAt(
    object.find((item) => isRecord(item) && isItem(item, step.item)),
    rest,
  );
}

/** Sets what an object has at a path; undefined removes it. Does nothing where the way to it is missing. */
export function setAt(object: unknown, path: FieldPath, value: unknown): void {
  const last = path.at(-1);
  const holder = valueAt(object, path.slice(0, -1));
  if (typeof last === 'string' && isRecord(holder)) {
    holder[last] = value;
    return;
  }
  if (last === undefined || !Array.isArray(holder)) return;
  const found = valueAt(holder, [last]);
  const place = holder.indexOf(found);
  if (place >= 0) holder.splice(place, 1, ...(value === undefined ? [] : [value]));
  else if (value !== undefined) holder.push(value);
}

function keysIn(owned: FieldSet): Record<string, unknown>[] {
  return Object.keys(owned)
    .filter((part) => part.startsWith('k:'))
    .map((part) => JSON.parse(part.slice(2)) as Record<string, unknown>);
}

/** A key that the item leaves out has its default: the protocol of a port is TCP. */
function isItem(item: Readonly<Record<string, unknown>>, key: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(key);
  return names.some((name) => name in item) && names.every((name) => !(name in item) || item[name] === key[name]);
}

/** Nothing, in any of the ways in which YAML writes it. */
export function isEmptyValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isRecord(value)) return Object.values(value).every(isEmptyValue);
  return value === null || value === undefined || value === '';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
