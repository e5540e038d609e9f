import { enumerations, messages, type FieldType, type MessageName } from './api-fields.fixture.ts';

/** What is wrong with a value of this type, as the API's own reader says it. Undefined when it fits. */
export function faultOf(value: unknown, type: FieldType, path = ''): string | undefined {
  const [shape, inner] = type.split(' ');
  if (inner !== undefined) return faultInside(value, inner, { isList: shape === 'list', path });
  if (type in scalars) return scalars[type]?.(value) === true ? undefined : wrong(path, type);
  if (type in enumerations) {
    const names: readonly unknown[] = enumerations[type as keyof typeof enumerations];
    return names.includes(value) ? undefined : wrong(path, type);
  }
  // A message that is not in the table is neither sent nor read.
  return type in messages ? faultOfMessage(value, type as MessageName, path) : undefined;
}

function faultInside(
  value: unknown,
  inner: FieldType,
  { isList, path }: { readonly isList: boolean; readonly path: string },
): string | undefined {
  if (isList !== Array.isArray(value) || (!isList && !isObject(value))) return wrong(path, isList ? 'list' : 'map');
  // Values of parameters can be any JSON value.
  if (!isList && inner === 'object') return undefined;
  const found = Object.entries(value as object).map(([key, item]) => faultOf(item, inner, `${path}[${key}]`));
  return found.find(Boolean);
}

function faultOfMessage(value: unknown, type: MessageName, path: string): string | undefined {
  const fields: Readonly<Record<string, FieldType>> = messages[type];
  if (!isObject(value)) return wrong(path, type);
  const found = Object.entries(value).map(([name, item]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const field = fields[name];
    return field === undefined ? `unknown field "${at}"` : faultOf(item, field, at);
  });
  return found.find(Boolean);
}

const scalars: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  int: (value) => Number.isInteger(value),
  bool: (value) => typeof value === 'boolean',
  time: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(value),
  object: isObject,
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(path: string, type: FieldType): string {
  return `invalid value for ${path === '' ? 'the message' : path}: it is no ${type}`;
}
