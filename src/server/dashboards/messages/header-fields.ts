/** Name and value, in the order and spelling of the message. */
export type HeaderFields = readonly (readonly [name: string, value: string])[];

/** Fields for one connection only. Source: RFC 9110, section 7.6.1, and what programs send besides. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The fields of node's flat list that are for whoever comes behind us. */
export function endToEndFields(rawHeaders: readonly string[]): HeaderFields {
  const fields: [string, string][] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) fields.push([rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '']);
  const named = fields
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(',').map((name) => name.trim().toLowerCase()));
  const dropped = new Set([...hopByHop, ...named]);
  return fields.filter(([name]) => !dropped.has(name.toLowerCase()));
}
