import type { ResourceType } from '../objects/object.ts';

/** The path of a collection, or of one object when `name` is given. Without `namespace`, a namespaced kind's objects in all namespaces. */
export function resourcePath(
  type: ResourceType,
  key: { namespace?: string | undefined; name?: string; subresource?: string } = {},
): string {
  const parts = type.group === '' ? ['api', type.version] : ['apis', type.group, type.version];
  if (type.namespaced && key.namespace !== undefined) parts.push('namespaces', key.namespace);
  parts.push(type.plural);
  if (key.name !== undefined) parts.push(key.name);
  if (key.subresource !== undefined) parts.push(key.subresource);
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** `?a=1&b=2` of what is defined; empty when nothing is. */
export function queryText(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
