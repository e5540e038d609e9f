import type { ConnectionInput } from '../../api/contract.ts';
import { readKubeconfigYaml } from '../../kubernetes/kubeconfig/kubeconfig-text.ts';
import type { FieldKind } from '../../platforms/definition.ts';
import { definitionOf } from '../../platforms/unions.ts';
import { Secret } from '../../secret.ts';

/** What is secret in a field of a connection, by the kind that its platform gives it. */
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

/** The texts of a connection that are shown wherever it is. */
export function shownTexts(input: ConnectionInput): string[] {
  return fieldsOf(input).flatMap(({ kind, value }) => (kind === 'shown' && typeof value === 'string' ? [value] : []));
}

/** Whether it names a file on the server's machine. */
export function namesLocalFile(input: ConnectionInput): boolean {
  return fieldsOf(input).some(({ kind, value }) => kind === 'local-file' && value !== undefined);
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
/** Variables of a login program by whose name one can tell that the value is secret. */
const secretVariable = /token|secret|password|key/i;

/**
 * The secrets in a kubeconfig's text: keys as they stand and decoded, tokens,
 * passwords, also those in an address. Of a text that cannot be read none: it is
 * refused, and nothing that is told of it repeats a part of it.
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

/** Without its percent signs, where they are not just signs. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
