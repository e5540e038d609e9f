import type { ConnectionInput } from '../../api/contract.ts';
import { readKubeconfigYaml } from '../../kubernetes/kubeconfig/kubeconfig-text.ts';
import type { FieldKind } from '../../platforms/definition.ts';
import { definitionOf } from '../../platforms/unions.ts';
import { Secret } from '../../secret.ts';

/** The secrets in a field of a connection, by the kind that its platform declares. */
const secretsIn: Readonly<Record<FieldKind, (text: string) => Secret[]>> = {
  shown: () => [],
  'local-file': () => [],
  secret: (text) => [new Secret(text)],
  kubeconfig: (text) => secretsOfKubeconfig(text),
};

/** The secrets that a connection holds. */
export function secretsOfConnection(input: ConnectionInput): Secret[] {
  return fieldsOf(input).flatMap(({ kind, value }) => (typeof value === 'string' ? secretsIn[kind](value) : []));
}

/** The texts of a connection that are always shown. */
export function shownTexts(input: ConnectionInput): string[] {
  return fieldsOf(input).flatMap(({ kind, value }) => (kind === 'shown' && typeof value === 'string' ? [value] : []));
}

/** Whether it names a file on the server's machine that is not there for everybody. */
export function namesLocalFile(input: ConnectionInput): boolean {
  const mounted: readonly unknown[] = definitionOf(input.platform).connection?.mountedFiles ?? [];
  return fieldsOf(input).some(
    ({ kind, value }) => kind === 'local-file' && value !== undefined && !mounted.includes(value),
  );
}

function fieldsOf(input: ConnectionInput): { readonly kind: FieldKind; readonly value: unknown }[] {
  const kinds = Object.entries(definitionOf(input.platform).connection?.fields ?? {});
  return kinds.map(([field, kind]) => ({ kind, value: (input as Readonly<Record<string, unknown>>)[field] }));
}

/** Fields of a kubeconfig that are secret by their name. Certificates and addresses are public. */
const secretFields = new Set([
  'client-key-data',
  'token',
  'password',
  'id-token',
  'access-token',
  'refresh-token',
  'client-secret',
]);
/** Names of a login program's variables whose values are secret. */
const secretVariable = /token|secret|password|key/i;

/**
 * The secrets in a kubeconfig's text: keys (raw and decoded), tokens and
 * passwords, also in addresses. None for an unreadable text: it is rejected, and
 * no message repeats a part of it.
 */
export function secretsOfKubeconfig(text: string): Secret[] {
  let content: unknown;
  try {
    content = readKubeconfigYaml(text);
  } catch {
    return [];
  }
  return [...new Set(findSecrets(content))].filter((value) => value !== '').map((value) => new Secret(value));
}

function findSecrets(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(findSecrets);
  if (typeof value !== 'object' || value === null) return [];
  const fields = Object.entries(value);
  const variable =
    'name' in value && 'value' in value && secretVariable.test(String(value.name)) ? [String(value.value)] : [];
  return [
    ...variable,
    ...fields.flatMap(([name, field]) =>
      typeof field === 'string' || typeof field === 'number' ? secretsOfField(name, String(field)) : findSecrets(field),
    ),
  ];
}

function secretsOfField(name: string, text: string): string[] {
  if (name === 'client-key-data') return [text, Buffer.from(text, 'base64').toString('utf8')];
  if (secretFields.has(name)) return [text];
  const { password = '' } = URL.parse(text) ?? {};
  return [password, decoded(password)];
}

/** Percent-decoded where that is possible. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
